from plugin import answer, requests

for request in requests():
    answer(request["id"], {"Error": "the rules are not there"})
