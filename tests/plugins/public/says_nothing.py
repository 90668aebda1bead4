"""A plugin that is silent about everything it does not know."""

import json
import sys

for line in sys.stdin:
    request = json.loads(line)
    if request["method"] in ("library.call", "library.check"):
        print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": {"Pass": None}}), flush=True)
