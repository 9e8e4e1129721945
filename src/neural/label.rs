//! What the network can say of a word piece, and which entity that is for us.
//!
//! Owns: the model's kinds in the model's order, and the likelihoods of one piece. Never: looks at text.

use allonym_detectors::Entity;

/// Number of kinds.
pub(super) const KINDS: usize = 17;

/// A kind of the model's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    GivenName,
    Surname,
    Email,
    Phone,
    Url,
    TaxId,
    BankAccount,
    RoutingNumber,
    GovernmentId,
    Passport,
    DriversLicense,
    BuildingNumber,
    StreetName,
    SecondaryAddress,
    City,
    State,
    ZipCode,
}

/// In the order of the model's labels.
const ALL: [Kind; KINDS] = [
    Kind::GivenName,
    Kind::Surname,
    Kind::Email,
    Kind::Phone,
    Kind::Url,
    Kind::TaxId,
    Kind::BankAccount,
    Kind::RoutingNumber,
    Kind::GovernmentId,
    Kind::Passport,
    Kind::DriversLicense,
    Kind::BuildingNumber,
    Kind::StreetName,
    Kind::SecondaryAddress,
    Kind::City,
    Kind::State,
    Kind::ZipCode,
];

impl Kind {
    /// What it is called here.
    pub(super) fn entity(self) -> Entity {
        match self {
            Self::GivenName | Self::Surname => Entity::Person,
            Self::Email => Entity::Email,
            Self::Phone => Entity::Phone,
            Self::Url => Entity::Url,
            Self::TaxId => Entity::TaxId,
            Self::BankAccount | Self::RoutingNumber => Entity::BankAccount,
            Self::GovernmentId => Entity::NationalId,
            Self::Passport => Entity::Passport,
            Self::DriversLicense => Entity::DriverLicense,
            Self::BuildingNumber
            | Self::StreetName
            | Self::SecondaryAddress
            | Self::City
            | Self::State
            | Self::ZipCode => Entity::Location,
        }
    }

    /// Whether it names a town or a region, which may follow each other without being one address.
    pub(super) fn is_town(self) -> bool {
        matches!(self, Self::City | Self::State)
    }
}

/// What one piece is likely to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Likely {
    /// The likeliest kind.
    pub(super) kind: Kind,
    /// How likely it is anything at all, 0 to 1.
    pub(super) some: f32,
}

impl Likely {
    /// From the logits: nothing, then "begins" and "goes on" for each kind.
    pub(super) fn of(logits: &[f32; 1 + 2 * KINDS]) -> Self {
        let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let weight = |logit: f32| (logit - highest).exp();
        let of_kind: [f32; KINDS] =
            std::array::from_fn(|kind| weight(logits[1 + 2 * kind]) + weight(logits[2 + 2 * kind]));
        let something: f32 = of_kind.iter().sum();
        let best = (0..KINDS).max_by(|a, b| of_kind[*a].total_cmp(&of_kind[*b])).unwrap_or(0);
        Self { kind: ALL[best], some: something / (something + weight(logits[0])) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_labels_of_a_kind_count_together() {
        let mut logits = [-20.0; 1 + 2 * KINDS];
        logits[0] = 1.0;
        assert!(Likely::of(&logits).some < 0.001);
        (logits[3], logits[4], logits[29]) = (1.0, 1.0, 1.5);
        let likely = Likely::of(&logits);
        assert_eq!(likely.kind, Kind::Surname);
        assert!((likely.some - (2.0 + 0.5f32.exp()) / (3.0 + 0.5f32.exp())).abs() < 1e-6);
    }

    #[test]
    fn kinds_stand_in_the_order_of_the_model() {
        for (at, kind) in ALL.into_iter().enumerate() {
            let mut logits = [0.0; 1 + 2 * KINDS];
            logits[2 + 2 * at] = 9.0;
            assert_eq!(Likely::of(&logits).kind, kind);
        }
        assert_eq!((ALL[1], ALL[14], ALL[16]), (Kind::Surname, Kind::City, Kind::ZipCode));
    }
}
