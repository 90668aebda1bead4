"""A plugin as a third party writes one: it knows `library.call` and `library.check` and nothing else."""

import json
import os
import sys


def call(function, args, workspace):
    if function == "simple_selector":
        path = args[0]["String"]
        folder = os.path.join(workspace, path)
        files = [os.path.join(root, name) for root, _, names in os.walk(folder) for name in names]
        return {"Scope": {"kind": {"Folder": path}, "paths": files, "resolved": True}}
    if function == "number":
        return {"Int": 3}
    raise ValueError(f"unknown selector: {function}")


def check(function, args, workspace):
    if function == "always_pass":
        return {"Pass": None}
    if function == "file_count_check":
        count, most = len(args[0]["Scope"]["paths"]), args[1]["Int"]
        return {"Pass": None} if count <= most else {"Fail": f"{count} files, {most} are allowed"}
    raise ValueError(f"unknown check: {function}")


def main():
    for line in sys.stdin:
        request = json.loads(line)
        params = request.get("params", {})
        response = {"jsonrpc": "2.0", "id": request["id"]}
        try:
            if request["method"] == "library.call":
                response["result"] = call(params["function"], params["args"], params["workspace"])
            elif request["method"] == "library.check":
                response["result"] = check(params["function"], params["args"], params["workspace"])
            else:
                response["result"] = None
        except Exception as problem:
            response["error"] = {"code": -32000, "message": str(problem)}
        print(json.dumps(response), flush=True)


if __name__ == "__main__":
    main()
