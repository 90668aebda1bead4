"""A plugin that starts a process and lets it go: out of its group, its session and its tree. It ends itself when told to."""

import json
import os
import subprocess
import sys

for line in sys.stdin:
    request = json.loads(line)
    if request["params"].get("function") == "start":
        subprocess.run(["/bin/sh", "-c", f"setsid sleep {sys.argv[1]} </dev/null >/dev/null 2>&1 &"], check=True)
    elif request["params"].get("function") == "leave":
        os._exit(0)
    print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": {"Pass": None}}), flush=True)
