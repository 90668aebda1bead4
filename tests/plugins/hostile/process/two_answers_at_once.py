import json

from plugin import requests, write

for request in requests():
    lines = [
        json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result})
        for result in ({"Pass": None}, {"Fail": "no"})
    ]
    write("\n".join(lines))
