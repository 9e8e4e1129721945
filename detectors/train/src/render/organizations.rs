//! Invented organizations, from the patterns of the language's word lists; sometimes a company that everybody knows.

use super::Renderer;
use crate::rng::Rng;

impl Renderer<'_> {
    /// An organization as the slot asks for.
    pub(super) fn organization(&self, slot: &str, rng: &mut Rng) -> String {
        match slot {
            "HOSPITAL" => self.word("hospital", rng),
            "SCHOOL" => self.word("school", rng),
            "AUTHORITY" => self.word("authority", rng),
            "BANK" => self.word("bank", rng),
            "LAWFIRM" => self.word("lawfirm", rng),
            "ORG_CAPS" => self.organization("ORG", rng).to_uppercase(),
            "ORG_LEGAL" => self.word("org_pattern", rng),
            "ORG_SHORT" => self.short(rng),
            _ if rng.chance(45) => self.word("org_pattern", rng),
            _ if rng.chance(30) => self.short(rng),
            _ => self.without_form(rng),
        }
    }

    fn short(&self, rng: &mut Rng) -> String {
        let companies = self.lists.list("companies");
        if rng.chance(15) && !companies.is_empty() {
            rng.pick(companies).clone()
        } else {
            self.word("org_short", rng)
        }
    }

    fn without_form(&self, rng: &mut Rng) -> String {
        let patterns = self.templates.words("org_pattern");
        if patterns.is_empty() {
            return String::new();
        }
        let pattern = rng.pick(patterns).replace(", {FORM}", "").replace(" {FORM}", "").replace("{FORM}", "");
        let filled = self.pattern(pattern.trim(), rng);
        if filled.contains(' ') || rng.chance(50) {
            filled
        } else {
            format!("{filled} {}", self.word("industry", rng))
        }
    }
}
