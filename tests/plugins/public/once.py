"""A plugin that answers one check, and ends."""

import json
import sys

for line in sys.stdin:
    request = json.loads(line)
    checked = request["method"] == "library.check"
    result = {"Pass": None} if checked else None
    print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}), flush=True)
    if checked:
        break
