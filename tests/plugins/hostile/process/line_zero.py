from plugin import answer, requests

for request in requests():
    answer(
        request["id"], {"Fail": {"message": "bad", "violations": [{"path": "src/a.py", "line": 0, "message": "bad"}]}}
    )
