"""A plugin that says yes to everything, prints where it must not, and counts: all that the suite has to notice."""

import json
import sys

count = 0
for line in sys.stdin:
    request = json.loads(line)
    count += 1
    print("working on it", flush=True)
    if request["method"] == "library.doc":
        function = {"name": "number", "parameters": [{"name": "of", "type": "string"}], "return_type": "string"}
        result = {"functions": [function]}
    elif request["method"] == "library.call":
        result = {"Int": count}
    elif request["method"] == "library.check":
        result = {"Pass": None}
    else:
        result = None
    print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}), flush=True)
