//! Meetings that were held here, as the tables hold them that records are filed in.

use std::path::Path;

use meeting::id::{DelegationId, ExchangeId, ItemId, PersonId, SessionId};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, SqliteConnection};
use support::Dice;

use super::Size;
use super::world::World;

const DELEGATIONS: u64 = 10;
const ITEMS: u64 = 8;
/// The first of January 2015, in microseconds.
const FIRST: i64 = 1_420_070_400_000_000;
/// Ten years and some days, in hours.
const HOURS: u64 = 90_000;
const HOUR: i64 = 3_600_000_000;

/// Every person was there once, in one interval: a fact of attendance each.
pub(super) async fn write(file: &Path, world: &World, size: Size) -> anyhow::Result<()> {
    let options = SqliteConnectOptions::new().filename(file);
    let mut database = SqliteConnection::connect_with(&options).await?;
    let mut dice = Dice::new(62);
    let mut all = database.begin().await?;
    for number in 0..size.meetings {
        let session = Meeting {
            session: SessionId::from_bits(0x7000_0000_0000 + number).to_string(),
            number,
            at: FIRST + i64::try_from(dice.below(HOURS))? * HOUR,
        };
        session.record(&mut all, size).await?;
        session
            .delegations(&mut all, (world, size), &mut dice)
            .await?;
        session.people(&mut all, size, &mut dice).await?;
        session.agenda(&mut all, &mut dice).await?;
    }
    all.commit().await?;
    database.close().await?;
    Ok(())
}

struct Meeting {
    session: String,
    number: u64,
    at: i64,
}

impl Meeting {
    async fn record(&self, database: &mut SqliteConnection, size: Size) -> anyhow::Result<()> {
        let people = i64::try_from(size.people)?;
        sqlx::query(
            "INSERT INTO record (session, title, zone, planned_from, planned_to, opened_at,
                 ended_at, ended, chaired_by, invited, present, peak, delegations_invited,
                 delegations_present, overrun_seconds)
             VALUES ($1, '{\"en\":\"Generated\"}', 'Asia/Shanghai', $2, $3, $2, $3, 'by_host',
                 '[]', $4, $4, $4, $5, $5, 0)",
        )
        .bind(&self.session)
        .bind(self.at)
        .bind(self.at + 2 * HOUR)
        .bind(people)
        .bind(i64::try_from(DELEGATIONS)?)
        .execute(&mut *database)
        .await?;
        sqlx::query(
            "INSERT INTO exchange (id, session, title, at, mode, kind, direction, rank, headcount,
                 delegations, depth)
             VALUES ($1, $2, '{\"en\":\"Generated\"}', $3, 'online', 'cloud_meeting', 'mutual',
                 'mayor', $4, $5, 'talks')",
        )
        .bind(self.exchange())
        .bind(&self.session)
        .bind(self.at)
        .bind(people)
        .bind(i64::try_from(DELEGATIONS)?)
        .execute(database)
        .await?;
        Ok(())
    }

    /// The service finds an exchange by its own identity, whichever it is.
    fn exchange(&self) -> String {
        ExchangeId::from_bits(0x8000_0000_0000 + self.number).to_string()
    }

    fn delegation(&self, number: u64) -> String {
        DelegationId::from_bits(self.number * DELEGATIONS + number).to_string()
    }

    async fn delegations(
        &self,
        database: &mut SqliteConnection,
        (world, size): (&World, Size),
        dice: &mut Dice,
    ) -> anyhow::Result<()> {
        for number in 0..DELEGATIONS {
            let partner = world.partner(dice).to_string();
            sqlx::query(
                "INSERT INTO record_delegation
                     (session, delegation, partner, city, people, seconds, late_seconds, present)
                 VALUES ($1, $2, $3, '{\"en\":\"Generated\"}', $4, 7200, $5, $4)",
            )
            .bind(&self.session)
            .bind(self.delegation(number))
            .bind(&partner)
            .bind(i64::try_from(size.people / DELEGATIONS)?)
            .bind(i64::try_from(dice.below(600).saturating_sub(300))?)
            .execute(&mut *database)
            .await?;
            sqlx::query(
                "INSERT OR IGNORE INTO exchange_partner (exchange, partner) VALUES ($1, $2)",
            )
            .bind(self.exchange())
            .bind(&partner)
            .execute(&mut *database)
            .await?;
        }
        Ok(())
    }

    async fn people(
        &self,
        database: &mut SqliteConnection,
        size: Size,
        dice: &mut Dice,
    ) -> anyhow::Result<()> {
        for number in 0..size.people {
            let person = PersonId::from_bits(self.number * size.people + number).to_string();
            let late = i64::try_from(dice.below(600))?;
            sqlx::query(
                "INSERT INTO record_participant
                     (session, person, delegation, role, rank, seconds, late_seconds, present)
                 VALUES ($1, $2, $3, 'delegate', 'staff', 7200, $4, 1)",
            )
            .bind(&self.session)
            .bind(&person)
            .bind(self.delegation(number % DELEGATIONS))
            .bind(late)
            .execute(&mut *database)
            .await?;
            sqlx::query(
                "INSERT INTO record_interval (session, person, number, from_at, to_at, reason)
                 VALUES ($1, $2, 0, $3, $4, 'ended')",
            )
            .bind(&self.session)
            .bind(&person)
            .bind(self.at + late * 1_000_000)
            .bind(self.at + 2 * HOUR)
            .execute(&mut *database)
            .await?;
        }
        Ok(())
    }

    async fn agenda(&self, database: &mut SqliteConnection, dice: &mut Dice) -> anyhow::Result<()> {
        for number in 0..ITEMS {
            sqlx::query(
                "INSERT INTO record_agenda (session, item, number, title, kind, open, planned_at,
                     planned_seconds, started_at, ended_at, skipped, seconds, deviation_seconds)
                 VALUES ($1, $2, $3, '{\"en\":\"Generated\"}', 'speech', 1, $4, 600, $4, $5, 0, $6,
                     $6 - 600)",
            )
            .bind(&self.session)
            .bind(ItemId::from_bits(self.number * ITEMS + number).to_string())
            .bind(i64::try_from(number)?)
            .bind(self.at)
            .bind(self.at + HOUR)
            .bind(i64::try_from(300 + dice.below(600))?)
            .execute(&mut *database)
            .await?;
        }
        Ok(())
    }
}
