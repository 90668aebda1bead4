import json

from plugin import requests, write

for request in requests():
    number = 0
    while True:
        number += 1
        write(json.dumps({"jsonrpc": "2.0", "id": number, "method": "host.read_file", "params": {"path": "src/a.py"}}))
