import json
import sys

for line in sys.stdin:
    request = json.loads(line)
    result = {"protocolVersion": "9.0"} if request["method"] == "initialize" else {"Pass": None}
    print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}), flush=True)
