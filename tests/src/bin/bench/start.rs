use std::time::Duration;

use support::Server;
use tokio::time::sleep;

use crate::figure::Figure;

const RUNS: usize = 9;
/// After the start, until memory is looked at.
const SETTLE: Duration = Duration::from_secs(2);

/// From the start of the process to `/readyz`, on a folder that was used before and on an empty
/// one; and what the idle process holds.
pub(crate) async fn measure() -> anyhow::Result<Vec<Figure>> {
    let (mut first, mut again, mut memory) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let mut server = Server::start().await?;
        first.push(server.started_in.as_secs_f64());
        server.terminate().await?;
        server.restart().await?;
        again.push(server.started_in.as_secs_f64());
        sleep(SETTLE).await;
        memory.push(server.memory()? as f64 / (1024.0 * 1024.0));
    }
    Ok(vec![
        Figure::lower("start of the server to ready", "s", Some(1.0), &again),
        Figure::lower("first start, with the registry imported", "s", None, &first),
        Figure::lower("resident memory, idle", "MiB", Some(60.0), &memory),
    ])
}
