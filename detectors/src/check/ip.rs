//! IP addresses, with or without a prefix length. Sources: RFC 791, RFC 4291, RFC 4632, RFC 5952.

use core::net::{Ipv4Addr, Ipv6Addr};

pub(super) fn is_v4(value: &str) -> bool {
    split(value, 32).is_some_and(|address| address.parse::<Ipv4Addr>().is_ok())
}

/// An address that says something about somebody: not "this host", loopback, a net mask, broadcast, multicast, nor one of the net
/// that Docker gives its containers on every machine.
pub(super) fn is_assigned_v4(value: &str) -> bool {
    let Some(Ok(address)) = split(value, 32).map(str::parse::<Ipv4Addr>) else { return false };
    let [first, second, ..] = address.octets();
    !(first == 0 || first == 127 || first >= 224 || (first, second) == (172, 17))
}

pub(super) fn is_v6(value: &str) -> bool {
    split(value, 128).is_some_and(|address| address.parse::<Ipv6Addr>().is_ok())
}

/// Paths in program text (`abc::def`, `f32::add`) are addresses by grammar. What has four colons, or begins with
/// an assigned block and holds a digit, is not one of them.
pub(super) fn is_distinct_v6(value: &str) -> bool {
    let Some(Ok(address)) = split(value, 128).map(str::parse::<Ipv6Addr>) else { return false };
    if address.is_loopback() || address.is_unspecified() {
        return false;
    }
    let first = address.segments()[0];
    let colons = value.bytes().filter(|&byte| byte == b':').count();
    let begins = value.find(':').is_some_and(|at| at == 4);
    let assigned = matches!(first >> 8, 0x20..=0x3f | 0xfc..=0xff);
    colons >= 4
        || (begins && assigned && value.bytes().any(|byte| byte.is_ascii_digit()))
        || value.contains('.')
        || value.contains('/')
}

/// The address without its zone (RFC 4007 section 11) and prefix length, when there is none or it is at most `bits`.
fn split(value: &str, bits: u32) -> Option<&str> {
    let value = value.split_once('%').map_or(value, |(address, _zone)| address);
    match value.split_once('/') {
        None => Some(value),
        Some((address, prefix)) => {
            prefix.parse::<u32>().is_ok_and(|length| length <= bits).then_some(address)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_networks() {
        assert!(is_v4("192.168.0.1") && is_v4("10.0.0.0/8") && !is_v4("10.0.0.256") && !is_v4("10.0.0.0/33"));
        assert!(
            is_v6("fe80::1")
                && is_v6("fe80::1%eth0")
                && is_v6("::/0")
                && is_v6("::ffff:10.0.0.1")
                && !is_v6("2001::db8::1")
        );
        assert!(
            is_assigned_v4("198.51.100.7")
                && is_assigned_v4("172.16.0.3")
                && !is_assigned_v4("172.17.0.3")
                && !is_assigned_v4("127.0.0.1")
                && !is_assigned_v4("255.255.255.0")
        );
    }

    #[test]
    fn program_text_is_not_distinct() {
        assert!(!is_distinct_v6("::1/128") && !is_distinct_v6("::/0"));
        assert!(
            is_distinct_v6("2001:db8::1") && is_distinct_v6("fe80::1") && is_distinct_v6("::ffff:10.0.0.1")
        );
        assert!(!is_distinct_v6("abc::def") && !is_distinct_v6("f32::add") && !is_distinct_v6("::"));
        assert!(!is_distinct_v6("face::deed"));
    }
}
