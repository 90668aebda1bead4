import json

from plugin import requests, write

for request in requests():
    write(json.dumps({"jsonrpc": "2.0", "id": request["id"], "error": 7}))
    break
