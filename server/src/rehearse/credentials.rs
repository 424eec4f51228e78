use std::io::{self, IsTerminal as _, Write as _};

/// Who rehearses: an organizer.
pub(super) struct Credentials {
    pub(super) name: String,
    pub(super) password: String,
}

/// Where they stand when nobody is there to type them.
const NAME: &str = "YUNQIAO_ORGANIZER";
const PASSWORD: &str = "YUNQIAO_PASSWORD";

impl Credentials {
    /// From the environment; what is missing there is asked for on the terminal.
    pub(super) fn ask() -> io::Result<Self> {
        let name = match std::env::var(NAME) {
            Ok(name) => name,
            Err(_) => asked(NAME, "Organizer: ", read_line)?,
        };
        let password = match std::env::var(PASSWORD) {
            Ok(password) => password,
            Err(_) => asked(PASSWORD, "Password: ", rpassword::read_password)?,
        };
        Ok(Self { name, password })
    }
}

fn asked(
    variable: &str,
    question: &str,
    read: impl Fn() -> io::Result<String>,
) -> io::Result<String> {
    if !io::stdin().is_terminal() {
        let problem = format!("there is no terminal to ask on, and {variable} is not set");
        return Err(io::Error::other(problem));
    }
    eprint!("{question}");
    io::stderr().flush()?;
    read()
}

fn read_line() -> io::Result<String> {
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}
