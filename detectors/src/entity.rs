//! The closed set of kinds of personal data, with stable labels.
//!
//! Labels are a contract: they stand in pseudonyms, settings, metrics and reports. This file never says how an
//! entity is found (see `rules/`), only what it is called.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

macro_rules! entities {
    ($($(#[$doc:meta])* $name:ident = $label:literal),+ $(,)?) => {
        /// A kind of personal data.
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Entity {
            $($(#[$doc])* $name,)+
            /// A kind that a user's own rule or list names.
            Custom(CustomName),
        }

        impl Entity {
            /// Every built-in kind, in the order of declaration.
            pub const ALL: &'static [Entity] = &[$(Entity::$name),+];

            /// The stable label: `EMAIL`, `CREDIT_CARD`, `CUSTOM:<name>`.
            #[must_use]
            pub fn label(&self) -> &str {
                match self {
                    $(Self::$name => $label,)+
                    Self::Custom(name) => name.label(),
                }
            }

            /// A small number per kind; all custom kinds share the last one.
            pub(crate) fn index(&self) -> u32 {
                #[repr(u32)]
                enum Position { $($name,)+ Custom }
                match self {
                    $(Self::$name => Position::$name as u32,)+
                    Self::Custom(_) => Position::Custom as u32,
                }
            }
        }
    };
}

entities! {
    /// A natural person's name.
    Person = "PERSON",
    /// An e-mail address.
    Email = "EMAIL",
    /// A telephone number.
    Phone = "PHONE",
    /// An international bank account number.
    Iban = "IBAN",
    /// A payment card number.
    CreditCard = "CREDIT_CARD",
    /// A place or postal address.
    Location = "LOCATION",
    /// A calendar date.
    Date = "DATE",
    /// A company, authority or other organization.
    Organization = "ORGANIZATION",
    /// An IPv4 or IPv6 address or network.
    IpAddress = "IP_ADDRESS",
    /// A URL, or the personal part of one.
    Url = "URL",
    /// A licence or register number of a medical professional.
    MedicalLicense = "MEDICAL_LICENSE",
    /// A German social insurance number (Sozialversicherungsnummer).
    Svnr = "SVNR",
    /// A German tax identification number (Steuer-Identifikationsnummer).
    SteuerId = "STEUER_ID",
    /// A login or account name.
    Username = "USERNAME",
    /// A password.
    Password = "PASSWORD",
    /// An API key, access credential or private key.
    Secret = "SECRET",
    /// An address of a crypto-currency wallet.
    CryptoWallet = "CRYPTO_WALLET",
    /// A hardware address of a network interface.
    MacAddress = "MAC_ADDRESS",
    /// A bank identifier code (SWIFT).
    Bic = "BIC",
    /// A national bank account or routing number.
    BankAccount = "BANK_ACCOUNT",
    /// A tax number of a person or company.
    TaxId = "TAX_ID",
    /// A national identity, social security or residence number.
    NationalId = "NATIONAL_ID",
    /// A passport number.
    Passport = "PASSPORT",
    /// A driving licence number.
    DriverLicense = "DRIVER_LICENSE",
    /// A number of a health insurance or health service.
    HealthInsuranceId = "HEALTH_INSURANCE_ID",
    /// A licence plate or vehicle identification number.
    VehicleRegistration = "VEHICLE_REGISTRATION",
    /// A number in a company register.
    CompanyId = "COMPANY_ID",
    /// A postal code.
    PostalCode = "POSTAL_CODE",
    /// A person's age.
    Age = "AGE",
    /// A customer, patient, member or employee number.
    CustomerId = "CUSTOMER_ID",
    /// A point on earth.
    GeoCoordinate = "GEO_COORDINATE",
    /// A number of a device: IMEI, IMSI, advertising id.
    DeviceId = "DEVICE_ID",
}

/// The prefix of custom labels.
const CUSTOM: &str = "CUSTOM:";

/// The name of a user's own entity: 1 to 40 of `A-Z`, `0-9` and `_`, beginning with a letter.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CustomName(Arc<str>);

impl CustomName {
    /// A name, upper-cased.
    ///
    /// # Errors
    /// When it is empty, longer than 40 bytes, or has a character outside the set.
    pub fn new(name: &str) -> Result<Self, UnknownEntity> {
        let upper = name.to_ascii_uppercase();
        let plain = upper.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        let fits = plain && upper.len() <= 40 && upper.starts_with(|c: char| c.is_ascii_uppercase());
        if fits { Ok(Self(format!("{CUSTOM}{upper}").into())) } else { Err(UnknownEntity) }
    }

    /// The name without the prefix.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0[CUSTOM.len()..]
    }

    fn label(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CustomName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

/// A label that names no entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownEntity;

impl fmt::Display for UnknownEntity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an entity label; custom ones are CUSTOM:<name> of A-Z, 0-9 and _")
    }
}

impl std::error::Error for UnknownEntity {}

impl FromStr for Entity {
    type Err = UnknownEntity;

    fn from_str(label: &str) -> Result<Self, UnknownEntity> {
        if let Some(name) = label.strip_prefix(CUSTOM) {
            return CustomName::new(name).map(Self::Custom);
        }
        Self::ALL.iter().find(|entity| entity.label() == label).cloned().ok_or(UnknownEntity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_reads_back() {
        for entity in Entity::ALL {
            assert_eq!(entity.label().parse::<Entity>().as_ref(), Ok(entity));
        }
        let custom: Entity = "CUSTOM:project_code".parse().expect("a valid name");
        assert_eq!(custom.label(), "CUSTOM:PROJECT_CODE");
        assert_eq!(custom.label().parse(), Ok(custom));
    }

    #[test]
    fn bad_labels_are_refused() {
        for label in ["", "email", "CUSTOM:", "CUSTOM:1A", "CUSTOM:a b", "NOPE"] {
            assert_eq!(label.parse::<Entity>(), Err(UnknownEntity), "{label}");
        }
    }

    #[test]
    fn indexes_fit_a_64_bit_mask_and_differ() {
        let mut seen = 0_u64;
        for entity in Entity::ALL {
            assert_eq!(seen & (1 << entity.index()), 0);
            seen |= 1 << entity.index();
        }
    }
}
