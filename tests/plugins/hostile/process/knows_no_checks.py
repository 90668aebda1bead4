import json

from plugin import requests, write

for request in requests():
    write(json.dumps({"jsonrpc": "2.0", "id": request["id"], "error": {"code": -32601, "message": "method not found"}}))
