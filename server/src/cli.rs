//! What a person types.
//!
//! Exit codes: 0 done; 1 it did not work, with a sentence on stderr, or a rehearsal was not fine; 2 it
//! was typed or configured wrongly.

mod carry;

use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use clap::{Parser, Subcommand};
use sqlx::Connection as _;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::app::now;
use crate::config::{self, Config, Format, Level};
use crate::identity::{Identity, Secrets, organizers};
use crate::records;
use crate::rehearse::{self, Order};
use crate::serve::Service;
use crate::store::{self, Allowed};

/// Where the configuration is looked for when nobody says.
const USUAL_FILE: &str = "config/yunqiao.toml";

/// Looked for beside the configuration.
const DISPLAY_NAMES: &str = "display-names.toml";

/// Cloud diplomacy for a city's foreign-affairs office: meetings, records, exchange history.
#[derive(Parser)]
#[command(name = "yunqiao", version)]
struct Arguments {
    /// Configuration file [default: config/yunqiao.toml where it exists].
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the service until it is told to stop.
    Serve,
    /// Take over a registry: partner cities from a CSV file, or all that `export` wrote.
    ///
    /// Into a new data folder all of an export comes with its whole past; else what stands in it
    /// comes as one batch, which can be taken back. Papers come along: those of what is taken back
    /// are not shown any more, those of what stood before stay. A file with anything wrong changes
    /// nothing.
    #[command(verbatim_doc_comment, args_conflicts_with_subcommands = true)]
    Import {
        #[command(subcommand)]
        what: Option<ImportCommand>,
        /// What `export` wrote.
        file: Option<PathBuf>,
    },
    /// Write the registry and the history, with all that was ever changed and the papers of relations
    /// and exchanges, to a file that must not be there yet. Contacts are in it: keep it as safe as the
    /// data folder.
    Export { file: PathBuf },
    /// Fill an empty data folder with the founding figures: real partner cities, and made records,
    /// marked as such, that add up to what was published.
    Demo,
    /// Copy the database, the secrets that open it (FILE.secrets) and the papers (FILE.papers), while
    /// the service runs.
    Backup { file: PathBuf },
    /// Put a backup in place of the data folder, while the service is stopped.
    Restore {
        file: PathBuf,
        /// Move aside what is in the data folder now.
        #[arg(long)]
        force: bool,
        /// Go on although papers of the backup are missing, altered or unreadable.
        #[arg(long)]
        without_papers: bool,
    },
    /// Fold every record again from the facts and compare, and read every paper; changes nothing.
    Check,
    /// Send stand-ins with sound and picture into a session planned as a rehearsal, and tell how it
    /// went: join times, loss, load, who would have frozen.
    ///
    /// Asks for the name and password of an organizer; without a terminal they are taken from
    /// YUNQIAO_ORGANIZER and YUNQIAO_PASSWORD. The stand-ins are put into the plan for the time, and
    /// taken out again. Ctrl-C ends it early, with everything told that is known by then.
    ///
    /// Exit code 0: fine; 1: somebody would have frozen, or did not get in; 2: typed wrongly, or the
    /// session is not a rehearsal.
    #[command(verbatim_doc_comment)]
    Rehearse(Box<Order>),
    /// Organizers: who may sign in.
    #[command(subcommand)]
    Organizer(OrganizerCommand),
}

#[derive(Subcommand)]
enum ImportCommand {
    /// Partner cities, from a CSV file with the columns of config/partners.csv.
    Partners { file: PathBuf },
}

#[derive(Subcommand)]
enum OrganizerCommand {
    /// Print a one-time link that makes an organizer, or gives one a new password.
    Reset,
}

pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let config = match read_config(&arguments) {
        Ok(config) => config,
        Err(error) => {
            eprintln!("yunqiao: {error}");
            return ExitCode::from(2);
        }
    };
    log_to_stderr(&config.log);
    match run(arguments.command, config) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("yunqiao: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn read_config(arguments: &Arguments) -> Result<Config, config::ConfigError> {
    let usual = PathBuf::from(USUAL_FILE);
    let file = arguments
        .config
        .clone()
        .or_else(|| usual.exists().then_some(usual));
    // `vars` panics where anybody's variable is not UTF-8; of ours that is refused by its value.
    let environment = std::env::vars_os()
        .map(|(name, value)| [name, value].map(|text| text.to_string_lossy().into_owned()));
    let mut config = config::load(
        file.as_deref(),
        environment.map(|[name, value]| (name, value)),
    )?;
    let names = file.unwrap_or_else(|| PathBuf::from(USUAL_FILE));
    let names = names.with_file_name(DISPLAY_NAMES);
    if names.exists() {
        config.display_names = config::load_display_names(&names)?;
    }
    Ok(config)
}

fn run(command: Command, config: Config) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the runtime does not start")?;
    let done = runtime.block_on(async {
        match command {
            Command::Serve => serve(config).await,
            Command::Import {
                what: Some(ImportCommand::Partners { file }),
                ..
            } => carry::import_partners(config, &file).await,
            Command::Import { what: None, file } => carry::import(config, file.as_deref()).await,
            Command::Export { file } => carry::export(config, &file).await,
            Command::Demo => carry::demo(config).await,
            Command::Backup { file } => back_up(config, &file).await,
            Command::Restore {
                file,
                force,
                without_papers,
            } => {
                let allowed = Allowed {
                    force,
                    without_papers,
                };
                restore(config, &file, allowed).await
            }
            Command::Check => check(config).await,
            Command::Rehearse(order) => return Ok(rehearse(*order, &config).await),
            Command::Organizer(OrganizerCommand::Reset) => reset_organizer(config).await,
        }?;
        Ok(ExitCode::SUCCESS)
    });
    // A thread that still waits for a disk must not hold up the exit.
    runtime.shutdown_timeout(Duration::from_secs(1));
    done
}

/// Every participant holds a descriptor, and the usual limit is meant for a shell.
fn allow_many_files() {
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
}

async fn serve(config: Config) -> anyhow::Result<()> {
    allow_many_files();
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let service = Service::start(config).await?;
    service
        .announce(&mut io::stdout())
        .context("cannot say that it is ready")?;
    let asked = async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            eprintln!("yunqiao: asked twice, gone at once");
            std::process::exit(1);
        });
    };
    service.run(asked).await?;
    Ok(())
}

async fn back_up(config: Config, file: &Path) -> anyhow::Result<()> {
    let made = store::backup(&config.data.dir, file).await?;
    println!("{}\n{}", file.display(), made.secrets.display());
    if let Some(papers) = &made.papers {
        println!("{}", papers.display());
    }
    eprintln!(
        "Whoever has the secrets too can read everything: keep them apart, and keep them all."
    );
    for sha256 in &made.lost {
        eprintln!("{sha256} cannot be had from the papers; `yunqiao check` says of which, and why");
    }
    ensure!(
        made.lost.is_empty(),
        "the backup is complete but for {} papers that were lost before it",
        made.lost.len()
    );
    Ok(())
}

async fn restore(config: Config, file: &Path, allowed: Allowed) -> anyhow::Result<()> {
    let restored = store::restore(&config.data.dir, file, allowed).await?;
    println!("{} is in place.", file.display());
    if let Some(aside) = restored.moved_aside {
        println!("What was there before is in {}.", aside.display());
    }
    Ok(())
}

/// Works beside a running service too.
async fn check(config: Config) -> anyhow::Result<()> {
    let secrets = existing_secrets(&config)?;
    let report = records::check(&config.data.dir, secrets.master_key).await?;
    for difference in &report.differences {
        println!("{difference}");
    }
    for session in &report.pending {
        println!("session {session} has ended and is not filed yet; the next start files it");
    }
    println!(
        "{} sessions, {} facts, {} derived rows: {} differences",
        report.sessions,
        report.facts,
        report.rows,
        report.differences.len()
    );
    ensure!(
        report.differences.is_empty(),
        "not everything is as it was kept"
    );
    Ok(())
}

async fn rehearse(order: Order, config: &Config) -> ExitCode {
    allow_many_files();
    match rehearse::rehearse(order, public_url(config)).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("yunqiao: {error}");
            ExitCode::from(if error.is_a_mistake() { 2 } else { 1 })
        }
    }
}

/// Works beside a running service too.
async fn reset_organizer(config: Config) -> anyhow::Result<()> {
    let secrets = existing_secrets(&config)?;
    let mut database = store::open_beside(&config.data.dir, &secrets.master_key).await?;
    let token = organizers::issue_setup(&mut database, now().timestamp).await?;
    database.close().await?;
    let identity = Identity::new(&secrets, public_url(&config), &config.limits);
    println!("{}", identity.setup_url(&token));
    eprintln!(
        "Open this link within 24 hours; it works once. The name of an organizer who exists gets \
         the new password, and all their sessions end; another name makes a new organizer."
    );
    Ok(())
}

fn public_url(config: &Config) -> config::Origin {
    let secure = config.http.tls.certificate.is_some();
    let public_url = config.http.public_url.clone();
    public_url.unwrap_or_else(|| config::Origin::of_listener(config.http.listen, secure))
}

/// Of a data folder that is in use; a mistyped one is not made.
fn existing_secrets(config: &Config) -> anyhow::Result<Secrets> {
    let folder = &config.data.dir;
    ensure!(
        folder.join(store::FILE).exists(),
        "there is no database in {} (data.dir)",
        folder.display()
    );
    Ok(Secrets::of(folder)?)
}

fn log_to_stderr(log: &config::Log) {
    let level = match log.level {
        Level::Error => "error",
        Level::Warn => "warn",
        Level::Info => "info",
        Level::Debug => "debug",
        Level::Trace => "trace",
    };
    // Other people's crates speak up when something is wrong, and not before.
    let filter = format!("warn,yunqiao={level},meeting={level},sfu={level}");
    let output = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal());
    match log.format {
        Format::Human => output.init(),
        Format::Json => output.json().flatten_event(true).init(),
    }
}
