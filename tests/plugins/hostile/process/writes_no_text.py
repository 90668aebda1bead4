import sys

from plugin import requests

for request in requests():
    sys.stdout.buffer.write(b'{"id": 1, "result": "\xff\xfe"}\n')
    sys.stdout.buffer.flush()
    break
