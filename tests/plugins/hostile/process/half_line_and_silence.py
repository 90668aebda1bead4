import sys

from plugin import requests

for request in requests():
    sys.stdout.write('{"jsonrpc": "2.0", "result": {"Pa')
    sys.stdout.flush()
