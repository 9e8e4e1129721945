//! [`first`]: when a chain of certificates stops being one.
//!
//! Owns: finding the end of the validity in a certificate (RFC 5280, 4.1). Never: judges a certificate; rustls does, and so do
//! those who connect.

use std::time::SystemTime;

use der::asn1::{AnyRef, GeneralizedTime, UtcTime};
use der::{Decode, Reader, Result, SliceReader, Tag, Tagged};
use rustls::pki_types::CertificateDer;

/// The earliest end among these certificates; `None` if one cannot be read.
pub(super) fn first(chain: &[CertificateDer<'_>]) -> Option<SystemTime> {
    let ends: Result<Vec<_>> = chain.iter().map(|certificate| end(certificate)).collect();
    ends.ok()?.into_iter().min()
}

fn end(certificate: &[u8]) -> Result<SystemTime> {
    let certificate = AnyRef::from_der(certificate)?;
    let to_be_signed: AnyRef<'_> = SliceReader::new(certificate.value())?.decode()?;
    let mut fields = SliceReader::new(to_be_signed.value())?;
    // Where no version is said, the serial number comes first.
    let first: AnyRef<'_> = fields.decode()?;
    let before_validity = if first.tag() == Tag::Integer { 2 } else { 3 };
    for _ in 0..before_validity {
        let _: AnyRef<'_> = fields.decode()?;
    }
    let validity: AnyRef<'_> = fields.decode()?;
    let mut times = SliceReader::new(validity.value())?;
    let _begin: AnyRef<'_> = times.decode()?;
    let end: AnyRef<'_> = times.decode()?;
    match end.tag() {
        Tag::UtcTime => end.decode_as::<UtcTime>().map(|time| time.to_system_time()),
        _ => end.decode_as::<GeneralizedTime>().map(|time| time.to_system_time()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use rcgen::{CertificateParams, KeyPair, date_time_ymd};

    use super::*;

    fn ends(year: i32) -> CertificateDer<'static> {
        let mut params = CertificateParams::new(vec!["proxy.example".to_owned()]).unwrap();
        params.not_after = date_time_ymd(year, 3, 1);
        params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().clone()
    }

    #[test]
    fn the_end_is_read_in_both_ways_of_writing_it_and_the_first_counts() {
        // Up to 2049 a year has two digits, from 2050 on four.
        let (soon, late) = (1_835_481_600, 2_529_705_600);
        for (chain, seconds) in
            [(vec![ends(2028)], soon), (vec![ends(2050)], late), (vec![ends(2050), ends(2028)], soon)]
        {
            assert_eq!(first(&chain), Some(UNIX_EPOCH + Duration::from_secs(seconds)));
        }
    }

    #[test]
    fn what_is_no_certificate_has_no_end() {
        for bytes in [&b""[..], b"not a certificate", &[0x30, 0x03, 0x30, 0x01, 0x02], &ends(2028)[..200]] {
            assert_eq!(first(&[CertificateDer::from(bytes.to_vec())]), None);
        }
        assert_eq!(first(&[]), None);
    }
}
