from plugin import answer, requests

for request in requests():
    answer(request["id"] + 1000, {"Pass": None})
    break
