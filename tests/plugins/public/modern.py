"""A plugin that knows the whole protocol, written without the kit: handshake, cancellation, several requests at a time."""

import json
import os
import signal
import sys
import threading
import time

LOCK = threading.Lock()
WAITING = {}
CANCELLED = {}
TOGETHER = threading.Barrier(3)
LOG = os.environ.get("MODERN_LOG")


def say(message):
    with LOCK:
        sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        sys.stdout.flush()


def ask(method, params):
    """Asks the host, and waits for its answer."""
    identifier = f"mine-{len(WAITING)}"
    event = threading.Event()
    WAITING[identifier] = [event, None]
    say({"id": identifier, "method": method, "params": params})
    event.wait()
    return WAITING[identifier][1]


def log(line):
    if LOG:
        with open(LOG, "a") as file:
            file.write(line + "\n")


def paths_of(scope):
    if "paths" in scope:
        return scope["paths"], "by value"
    paths, offset = [], 0
    while offset is not None:
        page = ask("host.scope_paths", {"handle": scope["handle"], "offset": offset})["result"]
        paths += page["paths"]
        offset = page["next"]
    return paths, "by handle"


def check(function, args, identifier):
    if function == "count":
        paths, how = paths_of(args[0]["Scope"])
        wanted = args[1]["Int"]
        return {"Pass": how} if len(paths) == wanted else {"Fail": f"{len(paths)} files {how}"}
    if function == "imports_of_the_host":
        files = ask("host.facts", {"paths": args[0]["Scope"]["paths"]})["result"]["files"]
        names = [each["module"] for file in files for each in file["imports"]]
        return {"Pass": ", ".join(names)} if "os" in names else {"Fail": str(names)}
    if function == "reads_from_host":
        answer = ask("host.read_file", {"path": args[0]["String"]})
        return (
            {"Error": answer["error"]["message"]} if "error" in answer else {"Pass": answer["result"]["text"].strip()}
        )
    if function == "option":
        return (
            {"Pass": None}
            if ask("host.config", {})["result"]["options"] == {"strict": True}
            else {"Fail": "other options"}
        )
    if function == "together":
        TOGETHER.wait(60)
        return {"Pass": None}
    if function == "slow":
        while not CANCELLED.get(identifier):
            time.sleep(0.01)
        return {"Error": "stopped"}
    if function == "noisy":
        with LOCK:
            print("loading rules ...", flush=True)
        return {"Pass": None}
    if function == "sees":
        return {"Pass": None} if os.environ.get(args[0]["String"]) else {"Fail": "not set"}
    if function == "stands_in":
        return {"Pass": None} if os.getcwd() == os.path.realpath(args[0]["String"]) else {"Fail": os.getcwd()}
    if function == "reads":
        try:
            with open(args[0]["String"], "rb") as file:
                file.read(1)
        except OSError as problem:
            return {"Fail": str(problem)}
        return {"Pass": None}
    if function == "writes":
        try:
            with open(args[0]["String"], "w") as file:
                file.write("x")
        except OSError as problem:
            return {"Fail": str(problem)}
        return {"Pass": None}
    if function == "writes_temporary":
        import tempfile

        with tempfile.NamedTemporaryFile("w") as file:
            file.write("x")
        return {"Pass": None}
    if function == "connects":
        import socket

        try:
            socket.create_connection(("127.0.0.1", args[0]["Int"]), 5).close()
        except OSError as problem:
            return {"Fail": str(problem)}
        return {"Pass": None}
    if function == "sees_process":
        return {"Pass": None} if os.path.exists(f"/proc/{args[0]['Int']}/stat") else {"Fail": "no such process"}
    return {"Error": f"unknown check {function}"}


def work(request):
    params = request["params"]
    say({"id": request["id"], "result": check(params["function"], params["args"], request["id"])})


def on_sigterm(*_):
    log("SIGTERM")
    os._exit(0)


def main():
    signal.signal(signal.SIGTERM, on_sigterm)
    for line in sys.stdin:
        message = json.loads(line)
        method = message.get("method")
        if method is None:
            waiting = WAITING[message["id"]]
            waiting[1] = message
            waiting[0].set()
        elif method == "initialize":
            abilities = {"cancel": True, "concurrency": 3, "scopeHandles": True, "checkMany": "--many" in sys.argv}
            say({"id": message["id"], "result": {"protocolVersion": "1.0", "capabilities": abilities}})
        elif method == "$/cancelRequest":
            CANCELLED[message["params"]["id"]] = True
        elif method == "shutdown":
            log("shutdown")
            say({"id": message["id"], "result": None})
        elif method == "library.check":
            threading.Thread(target=work, args=(message,), daemon=True).start()
        elif method == "library.checkMany":
            checks = message["params"]["checks"]
            log(f"{len(checks)} checks")
            results = [check(each["function"], each["args"], message["id"]) for each in checks]
            say({"id": message["id"], "result": {"results": results}})
        elif "id" in message:
            say({"id": message["id"], "error": {"code": -32601, "message": "method not found"}})
    log("end of input")
    if "--stays" in sys.argv:
        while True:
            time.sleep(0.01)


if __name__ == "__main__":
    main()
