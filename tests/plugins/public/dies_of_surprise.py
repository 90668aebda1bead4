"""A plugin that ends at the sight of everything it does not know."""

import json
import sys

for line in sys.stdin:
    request = json.loads(line)
    if request["method"] not in ("library.call", "library.check"):
        raise ValueError(request["method"])
    print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": {"Pass": None}}), flush=True)
