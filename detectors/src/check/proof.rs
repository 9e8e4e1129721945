//! Which checks prove something, beyond the shape of a value.
//!
//! Owns: that list alone. Never: checks a value.

use super::Check;

impl Check {
    /// Whether passing is proof, beyond the shape: a check digit or the like.
    pub(crate) fn proves(&self) -> bool {
        if let Self::AnyOf(checks) = self {
            return checks.proves();
        }
        !matches!(
            self,
            Self::Literal
                | Self::Distinct(_)
                | Self::KnownTown
                | Self::LoginName
                | Self::OwnAccount
                | Self::Unlisted
                | Self::Mixed
                | Self::Strong
                | Self::StrongBare
                | Self::PersonName
                | Self::NotCounting
                | Self::NotFile
                | Self::NotUniform
                | Self::Entropy(_)
                | Self::Date(_)
                | Self::DigitCount(_)
                | Self::Email
                | Self::CalendarDate
                | Self::CalendarPart
                | Self::PostalCode(_)
                | Self::Reference
                | Self::Username
                | Self::PostalTown
                | Self::KfzKennzeichen
                | Self::CodiceFiscaleShape
                | Self::StreetDe
                | Self::StreetEn
                | Self::Password
                | Self::PasswordPaired
                | Self::ToldWord
                | Self::QueryValue
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Check;

    #[test]
    fn a_check_digit_proves_and_a_look_does_not() {
        assert!(Check::Luhn.proves() && Check::Iban.proves());
        assert!(!Check::Mixed.proves() && !Check::Unlisted.proves());
    }
}
