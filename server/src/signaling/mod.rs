//! One WebSocket a connection.
