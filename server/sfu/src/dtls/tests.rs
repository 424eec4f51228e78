//! The handshake itself is tested with whole connections, in `shard/tests`.

use super::*;

#[test]
fn virtual_addresses_lead_back_to_their_connection() {
    for number in [0, 1, 77, u64::MAX] {
        let connection = ConnectionNumber(number);
        let address = connection.virtual_address();
        assert_ne!(address.port(), 0);
        assert_eq!(ConnectionNumber::of(address), Some(connection));
    }
    assert_eq!(
        ConnectionNumber::of(SocketAddr::from(([127, 0, 0, 1], 1))),
        None
    );
}
