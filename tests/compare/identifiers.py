"""Holds our check digits against python-stdnum's: random numbers that it calls valid, and the same with one digit changed.

    pip install python-stdnum
    python identifiers.py ALLONYM [COUNT]

Owns: one line per scheme: how many valid numbers we miss, and how many broken ones the rule still takes for checked.
Never a test of the build: stdnum is LGPL and stays outside the product. The texts name each number by its label.
"""

import datetime
import importlib
import json
import random
import subprocess
import sys

DRAW = random.Random(20)
# Scheme of stdnum, our region, the text around the number, and its shape: 9 a digit, A a letter, * either.
SCHEMES = [
    ("de.idnr", "de", "Steuer-ID: {}", "99999999999"), ("de.vat", "de", "{}", "\\D\\E999999999"),
    ("at.uid", "at", "{}", "\\A\\T\\U99999999"), ("at.vnr", "at", "SVNR {}", "9999dmy"),
    ("ch.ssn", "ch", "{}", "7569999999999"), ("ch.uid", "ch", "{}", "\\C\\H\\E999999999"),
    ("us.rtn", "us", "routing {}", "029999999"), ("gb.nhs", "uk", "NHS {}", "9999999999"),
    ("gb.vat", "uk", "{}", "\\G\\B999999999"), ("gb.utr", "uk", "UTR {}", "9999999999"),
    ("ie.pps", "ie", "{}", "9999999A"), ("ie.vat", "ie", "{}", "\\I\\E9999999A"),
    ("ca.sin", "ca", "SIN {}", "499999999"), ("au.abn", "au", "ABN {}", "99999999999"),
    ("au.acn", "au", "ACN {}", "999999999"), ("au.tfn", "au", "TFN {}", "999999999"),
    ("nz.ird", "nz", "IRD {}", "59999999"), ("fr.tva", "fr", "{}", "\\F\\R99999999999"),
    ("fr.nir", "fr", "{}", "1ym9999999999"), ("es.dni", "es", "{}", "99999999A"), ("es.nie", "es", "{}", "\\X9999999A"),
    ("be.nn", "be", "{}", "ymd99999"), ("be.vat", "be", "{}", "\\B\\E0999999999"), ("lu.tva", "lu", "{}", "\\L\\U99999999"),
    ("pl.pesel", "pl", "{}", "ymd99999"), ("pl.nip", "pl", "NIP {}", "5999999999"), ("pl.regon", "pl", "REGON {}", "999999999"),
    ("cz.rc", "cz", "rodné číslo {}", "ymd9999"), ("cz.dic", "cz", "{}", "\\C\\Z99999999"),
    ("se.personnummer", "se", "{}", "ymd-9999"), ("no.fodselsnummer", "no", "{}", "dmy99999"),
    ("no.orgnr", "no", "orgnr {}", "999999999"), ("dk.cvr", "dk", "CVR {}", "99999999"), ("fi.hetu", "fi", "{}", "dmy-999*"),
    ("fi.ytunnus", "fi", "Y-tunnus {}", "9999999-9"), ("in_.aadhaar", "in", "Aadhaar {}", "499999999999"),
    ("jp.in_", "jp", "マイナンバー {}", "999999999999"), ("za.idnr", "za", "SA ID {}", "ymd9999089"),
    ("tr.tckimlik", "tr", "TCKN {}", "59999999999"), ("tr.vkn", "tr", "VKN {}", "9999999999"),
    ("br.cpf", "br", "CPF {}", "99999999999"), ("br.cnpj", "br", "CNPJ {}", "99999999000199"),
]


def draw(shape):
    day = datetime.date(1940, 1, 1) + datetime.timedelta(days=DRAW.randrange(21900))
    parts = {"y": day.strftime("%y"), "m": day.strftime("%m"), "d": day.strftime("%d")}
    drawn, symbols = "", iter(shape)
    for symbol in symbols:
        if symbol == "\\":
            drawn += next(symbols)
        elif symbol == "9":
            drawn += DRAW.choice("0123456789")
        elif symbol in "A*":
            drawn += DRAW.choice("ABCDEFGHJKLMNPRSTUVWXY" + ("0123456789" if symbol == "*" else ""))
        else:
            drawn += parts.get(symbol, symbol)
    return drawn


def valid(scheme, shape):
    while True:
        number = draw(shape)
        if scheme.is_valid(number):
            return number


def broken(scheme, number):
    while True:
        at = DRAW.choice([at for at, symbol in enumerate(number) if symbol.isdigit()])
        changed = number[:at] + DRAW.choice("0123456789") + number[at + 1 :]
        if not scheme.is_valid(changed):
            return changed


def found(allonym, text, numbers):
    """Per number, the rules that found exactly it."""
    lines = "".join(json.dumps({"text": text.format(number)}) + "\n" for number in numbers)
    command = [allonym, "detect", "--format", "jsonl", "--mode", "fast", "--min-score", "0.3"]
    answer = subprocess.run(command, input=lines, capture_output=True, text=True, check=True).stdout
    entities = [json.loads(line)["entities"] for line in answer.splitlines()]
    return [{e["rule"] for e in each if e["text"] == number} for number, each in zip(numbers, entities)]


def main():
    allonym, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 200
    for name, region, text, shape in SCHEMES:
        scheme = importlib.import_module(f"stdnum.{name}")
        good = [valid(scheme, shape) for _ in range(count)]
        bad = [broken(scheme, number) for number in good]
        missed = sum(not rules for rules in found(allonym, text, good))
        ours = [any(rule.startswith(f"{region}.") for rule in rules) for rules in found(allonym, text, bad)]
        print(f"{name:18} missed {missed:4} of {count}, broken but found by {region}.* {sum(ours):4}")


if __name__ == "__main__":
    main()
