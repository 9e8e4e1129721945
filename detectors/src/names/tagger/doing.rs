//! Words for what people alone do and go through: they say, ask, promise and complain, are born, married and hired, and have birthdays.
//!
//! Owns: which words those are, in six languages. None that things do or that is done to things as often (`called`, `returns`, `accepted`,
//! `signed`), none of menus (`forgot password`), none that is an ordinary word of another language (`dit`, `du`). Never: says how near
//! to a name they stand; see [`sentence`] for that.
//!
//! [`sentence`]: super::sentence

use std::sync::LazyLock;

use allonym_tagger::words::{Shape, Word};
use hashbrown::HashSet;

use super::set;

/// Verbs, in small letters, in the forms in which others speak of somebody.
#[rustfmt::skip]
const VERBS: &[&str] = &[
    // English.
    "said", "says", "told", "tells", "asked", "asks", "replied", "replies", "answered", "wrote", "phoned", "phones", "emailed", "e-mailed",
    "mailed", "texted", "complained", "complains", "apologised", "apologises", "apologized", "apologizes", "promised", "insisted",
    "insists", "thanked", "thanks", "greeted", "greets", "confirmed", "confirms", "agreed", "agrees", "disagreed", "disagrees", "refused",
    "declined", "declines", "denies", "admitted", "admits", "mentions", "suggested", "suggests", "proposed", "proposes", "explained",
    "explains", "claimed", "alleged", "alleges", "urged", "urges", "warned", "reminded", "reminds", "assured", "assures", "offered",
    "volunteered", "countersigned", "approves", "endorsed", "criticised", "criticises", "criticized", "praised", "praises", "blamed",
    "blames", "meets", "invited", "invites", "introduces", "married", "marries", "divorced", "widowed", "resigned", "resigns", "retired",
    "retires", "hired", "hires", "sacked", "interviewed", "interviews", "coached", "mentored", "lives", "lived", "born", "died", "dies",
    "deceased", "pregnant", "commutes", "commuted", "emigrated", "immigrated", "relocated", "wants", "wanted", "hopes", "hoped", "thinks",
    "thought", "believes", "believed", "knew", "remembered", "wondered", "worries", "worried", "regrets", "regretted", "earns", "earned",
    "owes", "owed", "borrowed", "borrows", "lends", "bought", "buys", "sold", "ask", "tell", "remind", "invite", "congratulate", "thank",
    "apologise", "apologize", "spoke", "talked", "chatted", "spoken", "whispered", "shouted", "laughed", "cried", "smiled", "sighed",
    "joked", "diagnosed", "injured", "hospitalised", "hospitalized", "vomited", "fainted", "coughed", "limps", "smokes", "testified",
    "testifies", "sued", "sues", "appealed", "pleaded", "arrested", "convicted", "accused", "acquitted", "sentenced", "teaches", "taught",
    "studied", "graduated", "graduates", "attends", "attended", "enrolled", "volunteers",
    // German.
    "sagte", "sagt", "gesagt", "sagen", "fragte", "fragt", "gefragt", "fragen", "bittet", "gebeten", "schrieb", "schreibt", "rief", "ruft",
    "angerufen", "anruft", "anrufen", "telefonierte", "telefoniert", "meinte", "meint", "erzählte", "erzählt", "antwortete", "geantwortet",
    "bestätigte", "versprach", "verspricht", "versprochen", "erwähnte", "betonte", "betont", "empfahl", "versicherte", "unterschrieb",
    "unterschreibt", "unterschrieben", "unterzeichnete", "unterzeichnet", "beschwerte", "beschwert", "entschuldigte", "entschuldigt",
    "bedankte", "bedankt", "dankte", "dankt", "gratulierte", "gratuliert", "begrüßte", "begrüßt", "grüßt", "kündigte", "gekündigt", "wohnt",
    "wohnte", "wohnhaft", "geboren", "geb", "verstorben", "verstarb", "gestorben", "starb", "stirbt", "heiratete", "heiratet",
    "verheiratet", "geschieden", "verwitwet", "verlobt", "ledig", "schwanger", "arbeitet", "arbeitete", "verdient", "verdiente", "schuldet",
    "schuldete", "bezahlte", "traf", "besuchte", "besucht", "eingeladen", "lud", "vertritt", "vertrat", "möchte", "wollte", "hofft",
    "hoffte", "glaubt", "glaubte", "wusste", "vergaß", "vergisst", "erinnert", "erinnerte", "weigerte", "freut", "freute", "ärgert",
    "ärgerte", "fürchtet", "fürchtete", "wünscht", "wünschte", "bedauert", "bedauerte", "erklärte", "berichtete", "berichtet", "behauptete",
    "behauptet", "klagte", "verklagte", "verurteilt", "festgenommen", "vernommen", "befragt", "beschuldigt", "angeklagt", "bezeugte",
    "bezeugt", "kritisierte", "kritisiert", "lobte", "lobt", "schimpfte", "schimpft", "lachte", "lacht", "weinte", "weint", "erkrankt",
    "erkrankte", "krankgeschrieben", "krank", "krankgemeldet", "beurlaubt", "operiert", "verunglückt", "litt", "klagt", "hustet", "raucht",
    "genehmigte", "beauftragte", "beantragte", "beantragt", "umgezogen", "kaufte", "verkaufte", "lieh", "borgte", "schenkte",
    "unterrichtet", "unterrichtete", "studierte", "studiert", "lernte", "besorgt", "kümmert", "kümmerte", "frag", "frage", "sag", "mailte",
    "gemailt",
    // French.
    "disait", "demandé", "demandait", "répondu", "écrit", "écrivait", "téléphoné", "signé", "confirmé", "promis", "promet", "habite",
    "habitait", "domicilié", "domiciliée", "née", "né", "décédé", "décédée", "mort", "morte", "marié", "mariée", "divorcé", "divorcée",
    "veuf", "veuve", "enceinte", "travaille", "travaillait", "embauché", "embauchée", "licencié", "licenciée", "démissionné", "démissionne",
    "retraité", "retraitée", "payé", "rencontré", "invité", "invitée", "veut", "voulait", "souhaite", "souhaitait", "espère", "pense",
    "pensait", "croit", "savait", "oublie", "remercie", "remercié", "excusé", "excusée", "plaint", "plaignait", "félicite", "félicité",
    "rappelé", "rappellera", "rappeler", "prévenu", "prévenez", "raconte", "raconté", "expliqué", "explique", "affirmé", "affirme",
    "insiste", "informé", "avoue", "avoué", "jure", "juré", "promettait", "propose", "proposé", "suggère", "suggéré", "recommande",
    "recommandé", "conseille", "conseillé", "critiqué", "acheté", "vendu", "prêté", "emprunté", "déménagé", "hospitalisé", "hospitalisée",
    "opéré", "opérée", "blessé", "blessée", "malade", "étudie", "étudié", "enseigne", "enseigné", "craint", "regrette", "dis", "préviens",
    "rappelle", "accusé", "condamné", "témoigné", "témoigne",
    // Spanish.
    "dijo", "dice", "decía", "preguntó", "pidió", "pide", "respondió", "contestó", "escribió", "escribe", "llamó", "telefoneó", "firmó",
    "firmado", "confirmó", "prometió", "promete", "aceptó", "rechazó", "vive", "vivía", "nació", "nacido", "nacida", "murió", "falleció",
    "fallecido", "fallecida", "casado", "casada", "casó", "divorciado", "divorciada", "viudo", "viuda", "embarazada", "trabaja",
    "trabajaba", "contratado", "contratada", "renunció", "dimitió", "despedido", "despedida", "jubilado", "jubilada", "jubiló", "pagó",
    "conoció", "visitó", "invitó", "invitado", "quiere", "quería", "piensa", "pensaba", "cree", "creía", "sabía", "olvidó", "recordó",
    "agradeció", "agradece", "disculpó", "quejó", "queja", "avisó", "contó", "explicó", "explica", "afirmó", "afirma", "insistió",
    "comentó", "mencionó", "solicitó", "acordó", "felicitó", "saludó", "propuso", "propone", "sugirió", "recomendó", "aconsejó",
    "reconoció", "negó", "juró", "criticó", "elogió", "compró", "vendió", "prestó", "mudó", "ingresado", "ingresada", "operado", "operada",
    "herido", "herida", "enfermo", "enferma", "declaró", "dile", "acusado", "condenado", "detenido", "detenida", "testificó", "demandó",
    "estudia", "estudió", "enseña", "asistió", "asiste", "teme", "lamenta",
    // Italian.
    "disse", "diceva", "chiese", "chiede", "chiesto", "rispose", "risposto", "scrisse", "scrive", "chiamò", "telefonò", "telefonato",
    "firmò", "firmato", "confermò", "confermato", "promette", "promesso", "accettò", "accettato", "rifiutò", "rifiutato", "viveva", "abita",
    "abitava", "residente", "nato", "morto", "morta", "morì", "deceduto", "deceduta", "sposò", "sposato", "sposata", "divorziato",
    "divorziata", "vedovo", "vedova", "incinta", "lavora", "lavorava", "assunto", "assunta", "licenziato", "licenziata", "dimesso",
    "dimessa", "pensionato", "pensionata", "guadagna", "pagò", "pagato", "incontrò", "incontrato", "visitò", "invitò", "invitato", "vuole",
    "voleva", "vorrebbe", "spera", "sperava", "pensa", "pensava", "crede", "credeva", "sapeva", "ricordò", "ringraziò", "ringrazia",
    "ringraziato", "scusato", "lamentato", "raccontò", "raccontato", "spiegò", "spiegato", "affermò", "affermato", "avvisato", "insistito",
    "salutò", "saluta", "proposto", "suggerì", "suggerito", "consigliò", "consigliato", "riconobbe", "negò", "giurò", "criticò",
    "criticato", "lodò", "comprò", "comprato", "venduto", "prestato", "ricoverato", "ricoverata", "operato", "operata", "ferito", "ferita",
    "malato", "malata", "dichiarò", "chiedi", "dillo", "avvisa", "accusato", "condannato", "arrestato", "arrestata", "testimoniò",
    "denunciò", "studia", "studiò", "insegna", "partecipò", "rimpiange",
    // Dutch.
    "zei", "zegt", "gezegd", "vraagt", "gevraagd", "schreef", "schrijft", "geschreven", "belde", "belt", "gebeld", "antwoordde",
    "geantwoord", "tekende", "ondertekende", "ondertekend", "getekend", "bevestigde", "beloofde", "belooft", "beloofd", "weigerde",
    "geweigerd", "woont", "woonde", "woonachtig", "overleden", "overleed", "stierf", "gestorven", "trouwde", "getrouwd", "weduwe",
    "weduwnaar", "verloofd", "zwanger", "werkte", "verdiende", "betaalde", "ontmoette", "ontmoet", "bezocht", "bezoekt", "uitgenodigd",
    "nodigde", "wil", "wou", "hoopt", "hoopte", "denkt", "dacht", "gelooft", "geloofde", "vergat", "vergeet", "herinnert", "herinnerde",
    "klaagde", "klaagt", "vertelde", "vertelt", "verteld", "mailde", "mailt", "gemaild", "appte", "appt", "geappt", "verhuisde", "verhuisd",
    "ontslagen", "gepensioneerd", "verzocht", "verzoekt", "adviseerde", "adviseert", "beweerde", "beweert", "benadrukte", "verklaarde",
    "verklaart", "ontkende", "ontkent", "waarschuwde", "feliciteerde", "groette", "bekritiseerde", "prees", "leende", "geopereerd",
    "gewond", "ziek", "ziekgemeld", "studeerde", "studeert", "doceert", "lesgeeft", "vreest", "betreurt", "aangehouden", "veroordeeld",
    "verdacht", "getuigde", "getuigt",
];

/// What people have once in a while, in small letters.
#[rustfmt::skip]
const EVENTS: &[&str] = &[
    "birthday", "salary", "wages", "pension", "retirement", "wedding", "funeral", "diagnosis", "surgery", "divorce", "resignation",
    "maternity", "paternity", "bereavement",
    "geburtstag", "lohn", "rente", "ruhestand", "hochzeit", "beerdigung", "trauerfeier", "schwangerschaft", "scheidung", "elternzeit",
    "mutterschutz", "urlaub", "krankmeldung", "attest", "jubiläum", "abschied",
    "anniversaire", "salaire", "retraite", "mariage", "obsèques", "enterrement", "grossesse", "démission", "congé", "congés",
    "cumpleaños", "salario", "sueldo", "nómina", "jubilación", "boda", "entierro", "embarazo", "divorcio", "dimisión", "vacaciones",
    "compleanno", "stipendio", "pensione", "matrimonio", "funerale", "diagnosi", "gravidanza", "divorzio", "dimissioni", "ferie",
    "verjaardag", "salaris", "pensioen", "bruiloft", "begrafenis", "uitvaart", "zwangerschap", "scheiding", "ontslag", "verlof", "vakantie",
];

static DOING: LazyLock<HashSet<u64>> = LazyLock::new(|| set(&[VERBS, EVENTS].concat()));

/// Whether the word tells what somebody does or goes through.
pub(super) fn is_doing(word: &Word) -> bool {
    word.is_word() && word.shape != Shape::Upper && DOING.contains(&word.hash)
}
