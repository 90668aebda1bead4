from plugin import requests, write

for request in requests():
    write('{"jsonrpc": "2.0", "id": %d, "result": %s1%s}' % (request["id"], "[" * 100_000, "]" * 100_000))
    break
