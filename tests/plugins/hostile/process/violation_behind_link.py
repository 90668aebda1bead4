from plugin import answer, requests

for request in requests():
    answer(request["id"], {"Fail": {"message": "bad", "violations": [{"path": "way_out", "message": "bad"}]}})
