//! What holds where the file says nothing; a test keeps `config/yunqiao.toml` equal to it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use meeting::plan::Localized;

use super::{
    Country, Data, HomeCity, Http, Imports, Limits, Mail, Media, Meeting, Office, Papers, Print,
    Security, TcpListen, Tls, Turn, Zone,
};

impl Default for Http {
    fn default() -> Self {
        Self {
            listen: SocketAddr::new(Ipv4Addr::LOCALHOST.into(), 8080),
            public_url: None,
            trusted_proxies: Vec::new(),
            allow_plain: false,
            tls: Tls::default(),
        }
    }
}

impl Default for Media {
    fn default() -> Self {
        Self {
            listen: SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), 7000),
            public_address: Vec::new(),
            threads: 1,
            tcp_listen: Some(TcpListen::Same),
            turn: Turn::default(),
        }
    }
}

impl Default for Print {
    fn default() -> Self {
        let folders = ["/usr/share/fonts", "/usr/local/share/fonts"];
        Self {
            fonts: folders.map(PathBuf::from).to_vec(),
        }
    }
}

impl Default for Data {
    fn default() -> Self {
        Self {
            dir: PathBuf::from("./data"),
        }
    }
}

impl Default for Office {
    fn default() -> Self {
        Self {
            contact: String::new(),
            retention_days: 3650,
            name: Localized::of("zh-CN", "杭州市外事办公室")
                .and("en", "Hangzhou Foreign Affairs Office"),
            home_city: HomeCity::default(),
        }
    }
}

impl Default for HomeCity {
    fn default() -> Self {
        Self {
            country: Country::default(),
            zone: Zone::default(),
            latitude: 30.25,
            longitude: 120.17,
            names: Localized::of("zh-CN", "杭州").and("en", "Hangzhou"),
        }
    }
}

impl Default for Meeting {
    fn default() -> Self {
        Self {
            empty: Duration::from_secs(10 * 60),
            grace: Duration::from_secs(30),
        }
    }
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            host: String::new(),
            port: 0,
            security: Security::default(),
            user: None,
            password: None,
            from: None,
            reply_to: None,
            per_minute: 60,
            retry: Duration::from_secs(60),
        }
    }
}

impl Default for Papers {
    fn default() -> Self {
        Self::of(20, 2000)
    }
}

impl Default for Imports {
    fn default() -> Self {
        Self::of(64)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message_bytes: 64 * 1024,
            messages_per_second: 20,
            burst: 60,
            participants: 1200,
            connections: 2000,
            body_bytes: 1024 * 1024,
            login_attempts: 8,
            join_attempts: 120,
        }
    }
}
