import json
import sys

from plugin import answer, requests, write

for request in requests():
    write(json.dumps({"jsonrpc": "2.0", "id": "mine", "method": "host.read_file", "params": {"path": "src/a.py"}}))
    said = json.loads(sys.stdin.readline())
    answer(request["id"], {"Error": said["error"]["message"]} if "error" in said else {"Pass": None})
