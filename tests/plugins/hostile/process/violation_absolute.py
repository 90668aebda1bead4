from plugin import answer, requests

for request in requests():
    answer(request["id"], {"Fail": {"message": "bad", "violations": [{"path": "/etc/passwd", "message": "bad"}]}})
