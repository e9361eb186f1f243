"""What both sides of the account say alike: the hash of a body as it was sent and as it is shown."""
import hashlib
import json


def body_hash(item, unit, name, id_number, phone, form):
    """Of a case; who reads it sees the person's data masked, so the masked form of what was sent is hashed."""
    text = json.dumps([item, unit, name, id_number, phone, form], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def hash_of_sent(body):
    who = body["applicant"]
    return body_hash(body["itemCode"], body["unit"], who["name"][0] + "*" * (len(who["name"]) > 1),
                     who["idNumber"][:3] + "*" * 11 + who["idNumber"][-4:], who["phone"][:3] + "****" + who["phone"][-4:],
                     body["form"])


def hash_of_shown(case):
    who = case["applicant"]
    return body_hash(case["itemCode"], case["unit"], who["name"], who["idNumber"], who["phone"], case["form"])
