"""Records made, dumped as JSON and loaded again, a few times over."""
import json

users = [{"id": i, "name": "user %d" % i, "score": i * 1.5,
          "tags": [str(j) for j in range(i % 7)]} for i in range(4000)]
for _ in range(10):
    text = json.dumps(users)
    users = json.loads(text)
print(len(users), len(text))
