//! Medicines, which stay readable: `Apixaban`, `ramiprile`, `Lyrica`.
//!
//! Owns: the endings that international nonproprietary names are made with (WHO, "The use of stems in the selection of International
//! Nonproprietary Names for pharmaceutical substances"), as six languages write them, and brands in wide use, from general knowledge.
//! Never: brands that are first names or surnames as well (`Yasmin`, `Valette`), and never part of a longer name.

use std::sync::LazyLock;

use allonym_tagger::hash;
use hashbrown::HashSet;

use super::set;

/// A substance's name is at least so long, in bytes.
const SHORTEST: usize = 8;

/// What substances' names end with, without the last vowels of a language: `enalapril`, `ramiprile`; `diclofenac`, `diclofenaco`.
#[rustfmt::skip]
const ENDINGS: &[&str] = &[
    "mab", "tinib", "ciclib", "parib", "rafenib", "metinib", "zomib", "limus", "astatin", "vastatin", "pril", "sartan", "prolol",
    "anolol", "enolol", "otalol", "betalol", "tolol", "dipin", "zosin", "prazol", "conazol", "nidazol", "bendazol", "itidin", "otidin",
    "triptan", "setron", "gliptin", "gliflozin", "glutid", "glitazon", "glinid", "formin", "cillin", "cyclin", "ciclin", "mycin",
    "tamicin", "damicin", "tromicin", "oxacin", "penem", "ovir", "avir", "ivir", "uvir", "vudin", "fungin", "eparin", "xaparin",
    "roparin", "zaparin", "xaban", "gatran", "ogrel", "agrelor", "fibrat", "profen", "fenac", "coxib", "oxicam", "ocain", "ivacain",
    "ticain", "barbital", "zepam", "zolam", "piclon", "piclone", "oxetin", "alopram", "ertralin", "triptylin", "triptilin", "ipramin",
    "faxin", "azepin", "zapin", "tiapin", "peridol", "peridon", "piprazol", "gabalin", "gabapentin", "racetam", "motrigin", "nytoin",
    "nisolon", "dnison", "metason", "sonid", "asterid", "meterol", "moterol", "aterol", "tropium", "lukast", "phyllin", "fillin",
    "thiazid", "tiazid", "semid", "olacton", "plerenon", "dronat", "poetin", "grastim", "nercept", "tecan", "rubicin", "platin", "taxel",
    "trexat", "citabin", "mustin", "fosfamid", "prorelin", "serelin", "ptorelin", "tropin", "pressin", "caftor", "morphin", "morfin",
    "codon", "fentanil", "norphin", "norfin", "madol", "curonium", "fluran", "clonidin", "mazol", "triaxon", "uroxim", "dazol",
    "thyroxin", "tiroxin", "purinol", "colchicin", "warfarin", "paracetamol", "metamizol", "salazin", "thioprin", "tioprin", "quetiapin",
    "methadon", "metadon", "naloxon",
];

/// Brands in wide use, in small letters.
#[rustfmt::skip]
const BRANDS: &[&str] = &[
    // Heart, vessels, blood.
    "xarelto", "eliquis", "pradaxa", "lixiana", "savaysa", "marcumar", "marcoumar", "sintrom", "coumadin", "falithrom", "clexane", "lovenox",
    "fragmin", "innohep", "plavix", "brilique", "brilinta", "efient", "aspirin", "godamed", "cardioaspirin", "kardégic", "kardegic",
    "actilyse", "metalyse", "entresto", "concor", "beloc", "cordarone", "multaq", "tambocor", "lanoxin", "digimerck", "lasix", "torem",
    "aldactone", "inspra", "lipitor", "sortis", "crestor", "zocor", "inegy", "ezetrol", "repatha", "praluent", "leqvio", "norvasc", "adalat",
    "diovan", "micardis", "atacand", "exforge", "blopress", "cozaar", "zestril", "tritace", "delix", "nitrolingual", "ranexa", "xience",
    // Diabetes, weight, thyroid.
    "ozempic", "wegovy", "rybelsus", "mounjaro", "zepbound", "victoza", "saxenda", "trulicity", "byetta", "jardiance", "forxiga", "farxiga",
    "invokana", "januvia", "janumet", "glucophage", "siofor", "lantus", "toujeo", "tresiba", "levemir", "novorapid", "novolog", "humalog",
    "fiasp", "actrapid", "insulatard", "abasaglar", "eutirox", "euthyrox", "levothyrox", "thyrozol", "synthroid",
    // Pain, fever, joints.
    "voltaren", "voltarol", "dolormin", "nurofen", "advil", "motrin", "tylenol", "panadol", "doliprane", "efferalgan", "dafalgan", "tachipirina",
    "gelocatil", "novalgin", "novaminsulfon", "nolotil", "arcoxia", "celebrex", "tramal", "valoron", "palexia", "oxycontin", "oxygesic",
    "targin", "durogesic", "percocet", "vicodin", "lyrica", "neurontin", "imigran", "maxalt", "aimovig", "ajovy", "emgality", "zyloric",
    // Immune system, skin, lungs, allergy.
    "humira", "enbrel", "remicade", "stelara", "cosentyx", "taltz", "skyrizi", "tremfya", "entyvio", "simponi", "cimzia", "actemra",
    "roactemra", "orencia", "xeljanz", "rinvoq", "olumiant", "otezla", "dupixent", "xolair", "nucala", "fasenra", "benlysta", "decortin",
    "medrol", "symbicort", "seretide", "advair", "spiriva", "trelegy", "ventolin", "salbuhexal", "berodual", "atrovent",
    "singulair", "pulmicort", "flixotide", "zyrtec", "xyzall", "aerius", "claritin", "telfast", "epipen", "jext", "anapen", "fenistil",
    // Nerves and mind.
    "ritalin", "ritaline", "concerta", "medikinet", "elvanse", "vyvanse", "adderall", "strattera", "prozac", "fluctin", "zoloft", "cipralex",
    "lexapro", "seroplex", "cymbalta", "effexor", "trevilor", "wellbutrin", "elontril", "remeron", "saroten", "seroquel", "zyprexa", "abilify",
    "risperdal", "xeplion", "invega", "haldol", "leponex", "clozaril", "quilonum", "xanax", "tavor", "ativan", "valium", "temesta", "lexotanil",
    "stilnox", "ambien", "keppra", "lamictal", "depakine", "depakote", "ergenyl", "orfiril", "tegretol", "topamax", "rivotril", "madopar",
    "sinemet", "stalevo", "aricept", "axura", "ebixa", "tecfidera", "ocrevus", "kesimpta", "tysabri", "gilenya", "avonex", "copaxone",
    // Stomach, bowel, kidneys, bladder.
    "pantozol", "nexium", "losec", "prilosec", "zantac", "buscopan", "imodium", "movicol", "dulcolax", "salofalk", "pentasa", "mcp", "vomex",
    "zofran", "kreon", "mezavant", "betmiga", "vesicare", "omnic", "flomax", "viagra", "cialis", "levitra",
    // Infections.
    "augmentin", "amoxil", "unacid", "ciprobay", "tavanic", "avelox", "zithromax", "klacid", "rocephin", "zinacef", "bactrim", "cotrim",
    "monuril", "fosfomycin", "tazobac", "meronem", "zienam", "vancomycin", "zyvox", "diflucan", "valtrex", "zovirax", "tamiflu", "paxlovid",
    "veklury", "biktarvy", "truvada", "descovy", "genvoya", "comirnaty", "spikevax", "vaxzevria", "shingrix", "gardasil", "prevenar",
    "infanrix", "boostrix", "repevax", "priorix",
    // Cancer, hormones, bones, anaesthesia.
    "herceptin", "avastin", "mabthera", "rituxan", "keytruda", "opdivo", "tecentriq", "imfinzi", "ibrance", "kisqali", "tagrisso", "glivec",
    "gleevec", "revlimid", "velcade", "imbruvica", "zytiga", "xtandi", "arimidex", "femara", "nolvadex", "zoladex", "enantone", "perjeta",
    "kadcyla", "enhertu", "lynparza", "neulasta", "aranesp", "prolia", "xgeva", "fosamax", "fosavance", "forsteo", "mirena", "jaydess", "nuvaring",
    "propofol", "ketanest", "esmeron", "ultiva", "bridion", "dormicum", "ferinject", "venofer", "heparin", "vigantol", "dekristol", "folsan",
    "botox", "dysport", "eylea", "lucentis", "xalatan", "latanoprost", "nplate", "hemlibra", "spinraza", "zolgensma", "trikafta", "kaftrio",
    "sertraline", "prednisone", "insulin", "insuline", "insulina", "cortison", "cortisone", "morphine", "codeine", "methotrexate", "melatonin",
];

static KNOWN: LazyLock<HashSet<u64>> = LazyLock::new(|| set(BRANDS));

/// Whether all that is written there is the name of one medicine, in any case.
pub(super) fn is_medicine(written: &str) -> bool {
    let small = written.to_lowercase();
    let stem = small.trim_end_matches(['a', 'e', 'o', 'i']);
    let is_substance = || small.len() >= SHORTEST && ENDINGS.iter().any(|ending| stem.ends_with(ending));
    small.chars().all(char::is_alphabetic) && (is_substance() || KNOWN.contains(&hash::word(&small)))
}

#[cfg(test)]
mod tests {
    use super::is_medicine;

    #[test]
    fn substances_in_any_language_and_brands() {
        for medicine in [
            "Apixaban",
            "Ramipril",
            "ramiprile",
            "Enalaprilo",
            "Metoprolol",
            "Bisoprololo",
            "Diclofenac",
            "Prednisolon",
            "Amoxicilline",
            "Levothyroxin",
            "Adalimumab",
            "Empagliflozin",
            "Sertralina",
            "ELIQUIS",
            "Lyrica",
            "Marcoumar",
        ] {
            assert!(is_medicine(medicine), "{medicine}");
        }
    }

    #[test]
    fn people_are_none() {
        for name in [
            "April",
            "Leonid",
            "Antoine",
            "Colon",
            "Platini",
            "Casimir",
            "Yasmin",
            "Ramipril Roe",
            "Gasparini",
            "Tennison",
            "Babalola",
            "Fiumicino",
            "Roe",
            "McCain",
            "Fadol",
        ] {
            assert!(!is_medicine(name), "{name}");
        }
    }
}
