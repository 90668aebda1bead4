from plugin import answer, requests

for request in requests():
    answer(
        request["id"], {"Fail": {"message": "bad", "violations": [{"path": "../secret", "line": 1, "message": "bad"}]}}
    )
