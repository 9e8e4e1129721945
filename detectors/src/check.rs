//! Checks: does a match that looks right also compute right? A closed set; one file each in `check/`.
//!
//! A check sees the matched value only, never its surroundings, and answers yes or no. To add one: a file with a
//! function and its tests, and one variant here. Rules name checks in snake case (`check = "luhn"`), those with
//! parameters as a table (`check = { weighted = { weights = [3, 1], modulus = 10 } }`).

use serde::Deserialize;

use crate::detection::Span;

mod any_of;
mod bic;
mod calendar_date;
mod card;
mod card_spoken;
mod cartao_cidadao;
mod codice_fiscale;
mod counting;
mod czech;
mod date;
mod digit_count;
mod distinct;
mod domain;
mod email;
mod entropy;
mod french;
mod fuehrerschein;
mod hetu;
mod iban;
mod inert;
mod ip;
mod iso7064;
mod kfz_kennzeichen;
mod korea;
mod kvnr;
mod latin_america;
mod login_name;
mod luhn;
mod matricule_lu;
mod mixed;
mod mrz;
mod nhi;
mod not_file;
mod number_mod;
mod own_account;
mod partita_iva;
mod password;
mod person_name;
mod phone;
mod place;
mod postal_code;
mod proof;
mod query_value;
mod reference;
mod salesforce;
mod singapore;
mod spanish;
mod ssn;
mod steuer_id;
mod street_de;
mod strong;
mod svnr;
mod symbols;
mod taiwan;
mod told_word;
mod town_de;
mod uid_ch;
mod unlisted;
mod username;
mod ust_id_nr;
mod verhoeff;
mod vin;
mod vkn;
mod wallet;
mod weighted;

pub(crate) use inert::Marks;
pub(crate) use reference::STANDARDS;

/// What confirms a match.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[expect(clippy::enum_variant_names, reason = "Base58Check is the scheme's own name")]
pub(crate) enum Check {
    /// A bank identifier code of a country that exists.
    Bic,
    /// One of several checks passes.
    AnyOf(any_of::AnyOf),
    /// A Base58Check wallet address.
    Base58Check,
    /// A Bech32 or Bech32m wallet address.
    Bech32,
    /// A Brazilian company number.
    BrCnpj,
    /// A date written for people, in digits or with the month's name, that exists in some order of day and month.
    CalendarDate,
    /// A year, a day and month, or a month and year.
    CalendarPart,
    /// A Portuguese citizen card number.
    CartaoCidadao,
    /// A payment card: an issuer's prefix and length, and Luhn.
    Card,
    /// A payment card whose digits are said in words.
    CardSpoken,
    /// An Italian tax code of a person.
    CodiceFiscale,
    /// An Italian tax code of a person, whatever its control letter.
    CodiceFiscaleShape,
    /// A Czech bank account in national form.
    CzAccount,
    /// A date that exists, at a place inside the value.
    Date(date::EmbeddedDate),
    /// How many different letters and digits there are.
    Distinct(distinct::Distinct),
    /// How many digits there are, separators aside.
    DigitCount(digit_count::DigitCount),
    /// An e-mail address of somebody, by its domain and local part.
    Email,
    /// An address without a scheme whose host is below a top-level domain that exists.
    Host,
    /// At least so many bits of entropy per character, and not one of few distinct characters.
    Entropy(entropy::Entropy),
    /// A Spanish bank account number in national form.
    EsCcc,
    /// A Spanish tax number of a company.
    EsCif,
    /// A Spanish number of a foreign resident.
    EsNie,
    /// A French bank account number in national form.
    FrRib,
    /// A French VAT number.
    FrVat,
    /// A German driving licence number.
    Fuehrerschein,
    /// An Ethereum address, cased as EIP-55 asks or of one case.
    Ethereum,
    /// A Finnish personal identity code.
    FiHetu,
    /// An IBAN: the country's length, and ISO 7064 MOD 97-10.
    Iban,
    /// An IPv4 address, with or without prefix length.
    Ipv4,
    /// An IPv4 address that can belong to somebody: not loopback, unspecified, a mask or broadcast.
    Ipv4Assigned,
    /// An IPv6 address, with or without prefix length.
    Ipv6,
    /// An IPv6 address that no program text looks like by chance.
    Ipv6Distinct,
    /// ISO 7064 MOD 11,10 over digits.
    #[serde(rename = "iso7064_mod11_10")]
    Iso7064Mod11x10,
    /// ISO 7064 MOD 11-2 over digits, check symbol 0-9 or X.
    #[serde(rename = "iso7064_mod11_2")]
    Iso7064Mod11x2,
    /// ISO 7064 MOD 37,36 over digits and letters.
    #[serde(rename = "iso7064_mod37_36")]
    Iso7064Mod37x36,
    /// ISO 7064 MOD 97-10 over digits and letters, check digits last.
    #[serde(rename = "iso7064_mod97_10")]
    Iso7064Mod97x10,
    /// A German licence plate of a district that exists.
    KfzKennzeichen,
    /// A German health insurance number.
    Kvnr,
    /// A town by its name or ending, after its postal code.
    KnownTown,
    /// A South Korean business registration number.
    KrBusiness,
    /// A value that does not merely stand for one: no `<TOKEN>`, `${VAR}`, `xxxx`, `changeme`.
    Literal,
    /// A name somebody logs in with.
    LoginName,
    /// An account that somebody owns, not one of a role or a program.
    OwnAccount,
    /// A word that no dictionary holds is in it.
    Unlisted,
    /// Luhn (ISO/IEC 7812-1 annex B) over digits.
    Luhn,
    /// A Luxembourg identification number.
    MatriculeLu,
    /// Letters together with digits or signs, and not program text.
    Mixed,
    /// The line of a machine-readable document that holds number and dates.
    MrzSecondLine,
    /// A Mexican population code.
    MxCurp,
    /// The last part of a path that is no file's name.
    NotFile,
    /// A New Zealand health index number.
    NzNhi,
    /// The value's leading number modulo m against its trailing check digits.
    NumberMod(number_mod::NumberMod),
    /// An Italian VAT number.
    PartitaIva,
    /// A password as somebody would choose or get one.
    Password,
    /// A password right after its user: a plain word in lower case, too.
    PasswordPaired,
    /// A plain word that somebody tells as a value, not what a value is said to be.
    ToldWord,
    /// Capitalised words that can be a person's name.
    PersonName,
    /// A telephone number in international form: a calling code in use and a length its plan allows.
    PhoneInternational,
    /// A number of the North American plan, with or without the country's 1.
    PhoneNanp,
    /// Does not merely count up: not 12345678, not ABC123456.
    NotCounting,
    /// Has at least two different digits or letters.
    NotUniform,
    /// A postal code in the range that a country has issued.
    PostalCode(postal_code::PostalCode),
    /// A German, Austrian or Swiss postal code with a town: not an amount, not a code that no one has.
    PostalTown,
    /// A query value that says something: not a number, flag or keyword.
    QueryValue,
    /// A customer, contract or file number: digits, and no date.
    Reference,
    /// A Swiss business number.
    UidCh,
    /// A US social security number that could be somebody's.
    UsSsn,
    /// A German street: not a sentence that counts or dates things.
    StreetDe,
    /// Three kinds of signs at least, in a value that a program quotes: no format and no pattern.
    Strong,
    /// The same of a value that nothing quotes: no program text.
    StrongBare,
    /// An English street address: not a sentence that counts things.
    StreetEn,
    /// A Salesforce id of 18 characters, of which the last three tell the capitals.
    Salesforce,
    /// A Singapore NRIC or FIN.
    SgNric,
    /// A Singapore UEN.
    SgUen,
    /// A German tax identification number.
    SteuerId,
    /// A German social insurance number.
    Svnr,
    /// A login name, not a word of the sentence.
    Username,
    /// A German VAT number.
    UstIdNr,
    /// A Taiwanese national identification number.
    TwNationalId,
    /// A Turkish tax number.
    TrVkn,
    /// Verhoeff over digits.
    Verhoeff,
    /// A vehicle identification number, by its ninth symbol.
    Vin,
    /// A weighted sum over digits and letters.
    Weighted(weighted::Weighted),
}

impl Check {
    /// Whether the value at `span` passes. `marks` knows what earlier calls learned of the same text.
    pub(crate) fn passes_at(&self, text: &str, span: Span, marks: &mut Marks) -> bool {
        match self {
            Self::Literal => !marks.are_inert(text, span),
            _ => self.passes(&text[span.range()]),
        }
    }

    /// Whether the value passes.
    #[expect(clippy::too_many_lines, reason = "a table: one line a check")]
    pub(crate) fn passes(&self, value: &str) -> bool {
        match self {
            Self::Bic => bic::passes(value),
            Self::AnyOf(checks) => checks.passes(value),
            Self::Base58Check => wallet::is_base58(value),
            Self::Bech32 => wallet::is_bech32(value),
            Self::BrCnpj => latin_america::is_cnpj(value),
            Self::CalendarDate => calendar_date::passes(value),
            Self::CalendarPart => calendar_date::is_part(value),
            Self::CartaoCidadao => cartao_cidadao::passes(value),
            Self::Card => card::passes(value),
            Self::CardSpoken => card_spoken::passes(value),
            Self::CodiceFiscale => codice_fiscale::passes(value),
            Self::CodiceFiscaleShape => codice_fiscale::is_code(value),
            Self::CzAccount => czech::is_account(value),
            Self::Date(date) => date.passes(value),
            Self::Distinct(distinct) => distinct.passes(value),
            Self::DigitCount(count) => count.passes(value),
            Self::Email => email::passes(value),
            Self::Host => domain::is_host(value),
            Self::Entropy(entropy) => entropy.passes(value),
            Self::EsCcc => spanish::is_ccc(value),
            Self::EsCif => spanish::is_cif(value),
            Self::EsNie => spanish::is_nie(value),
            Self::FrRib => french::is_rib(value),
            Self::FrVat => french::is_vat(value),
            Self::Fuehrerschein => fuehrerschein::passes(value),
            Self::Ethereum => wallet::is_ethereum(value),
            Self::FiHetu => hetu::passes(value),
            Self::Iban => iban::passes(value),
            Self::Ipv4 => ip::is_v4(value),
            Self::Ipv4Assigned => ip::is_assigned_v4(value),
            Self::Ipv6 => ip::is_v6(value),
            Self::Ipv6Distinct => ip::is_distinct_v6(value),
            Self::Iso7064Mod11x10 => iso7064::mod11_10(value),
            Self::Iso7064Mod11x2 => iso7064::mod11_2(value),
            Self::Iso7064Mod37x36 => iso7064::mod37_36(value),
            Self::Iso7064Mod97x10 => iso7064::mod97_10(value),
            Self::KfzKennzeichen => kfz_kennzeichen::passes(value),
            Self::Kvnr => kvnr::passes(value),
            Self::KnownTown => town_de::passes(value),
            Self::KrBusiness => korea::is_business_number(value),
            Self::Literal => !inert::is_inert(value),
            Self::LoginName => login_name::passes(value),
            Self::OwnAccount => own_account::passes(value),
            Self::Unlisted => unlisted::passes(value),
            Self::Luhn => luhn::passes(value),
            Self::MatriculeLu => matricule_lu::passes(value),
            Self::Mixed => mixed::is_mixed(value),
            Self::Strong => strong::is_strong(value),
            Self::StrongBare => strong::is_strong_bare(value),
            Self::MrzSecondLine => mrz::is_second_line(value),
            Self::MxCurp => latin_america::is_curp(value),
            Self::NzNhi => nhi::passes(value),
            Self::NumberMod(number) => number.passes(value),
            Self::PartitaIva => partita_iva::passes(value),
            Self::Password => password::passes(value),
            Self::PasswordPaired => password::passes_paired(value),
            Self::ToldWord => told_word::passes(value),
            Self::QueryValue => query_value::passes(value),
            Self::PersonName => person_name::passes(value),
            Self::PhoneInternational => phone::is_international(value),
            Self::PhoneNanp => phone::is_nanp(value),
            Self::NotCounting => !counting::counts(value),
            Self::NotFile => not_file::passes(value),
            Self::NotUniform => distinct::has_two(value),
            Self::PostalCode(range) => range.passes(value),
            Self::PostalTown => place::is_postal_town(value),
            Self::StreetDe => street_de::passes(value),
            Self::StreetEn => place::is_street_en(value),
            Self::Reference => reference::passes(value),
            Self::UidCh => uid_ch::passes(value),
            Self::UsSsn => ssn::passes(value),
            Self::Salesforce => salesforce::passes(value),
            Self::SgNric => singapore::is_nric(value),
            Self::SgUen => singapore::is_uen(value),
            Self::SteuerId => steuer_id::passes(value),
            Self::Svnr => svnr::passes(value),
            Self::Username => username::passes(value),
            Self::UstIdNr => ust_id_nr::passes(value),
            Self::TwNationalId => taiwan::passes(value),
            Self::TrVkn => vkn::passes(value),
            Self::Verhoeff => verhoeff::passes(value),
            Self::Vin => vin::passes(value),
            Self::Weighted(weighted) => weighted.passes(value),
        }
    }

    /// The name as rules write it, without parameters.
    pub(crate) fn name(&self) -> String {
        let debug = format!("{self:?}");
        let variant: String = debug.chars().take_while(|c| c.is_alphanumeric()).collect();
        let mut name = String::new();
        for c in variant.replace("11x", "11_").replace("37x", "37_").replace("97x", "97_").chars() {
            if c.is_uppercase() && !name.is_empty() {
                name.push('_');
            }
            name.extend(c.to_lowercase());
        }
        name
    }
}
