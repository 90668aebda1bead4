import sys

from plugin import requests

for request in requests():
    while True:
        sys.stdout.write("x" * (1 << 20))
        sys.stdout.flush()
