from plugin import answer, requests

for request in requests():
    answer(request["id"], {"Pass": None, "Fail": "both"})
