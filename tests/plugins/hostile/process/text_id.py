from plugin import answer, requests

for request in requests():
    answer(str(request["id"]), {"Pass": None})
    break
