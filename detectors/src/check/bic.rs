//! A bank identifier code: four letters or digits of the bank, a country that exists, a place, perhaps a branch.
//! Source: ISO 9362; countries by ISO 3166-1.

use super::symbols::Symbols;

#[rustfmt::skip]
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AR AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG \
    CH CI CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN \
    GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK \
    LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MQ MR MS MT MU MV MW MX MY MZ NA NC NE NG NI NL NO NP NR NZ OM PA PE PF \
    PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TC TD TG TH TJ TL TM \
    TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

pub(super) fn passes(value: &str) -> bool {
    let Some(symbols) = Symbols::of(value).filter(|symbols| matches!(symbols.len(), 8 | 11)) else {
        return false;
    };
    symbols.as_str().get(4..6).is_some_and(|country| COUNTRIES.split(' ').any(|known| known == country))
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn countries_and_lengths() {
        assert!(passes("DEUTDEFF") && passes("COBADEFFXXX") && passes("GENO DE F1 S04"));
        assert!(!passes("DEUTZZFF") && !passes("DEUTDEF") && !passes("DEUTDEFFX") && !passes("UNKNOWN1"));
    }
}
