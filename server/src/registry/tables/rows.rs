//! Partners, relations, exchanges and intents as lines of tables that can be read in again: a column
//! for everything that a sheet may say.

use history::exchange::Exchange;
use history::intent::{Intent, Step};
use history::partner::Partner;
use history::relation::Relation;
use intake::columns::Meaning;
use jiff::civil::Date;

use super::scribe::{Scribe, date, figure, lines, sources, text};
use crate::tables::{Cell, Line};

pub(super) const EXCHANGE: [Meaning; 31] = [
    Meaning::Id,
    Meaning::Title,
    Meaning::TitleZh,
    Meaning::TitleEn,
    Meaning::Kind,
    Meaning::Date,
    Meaning::End,
    Meaning::Partners,
    Meaning::Country,
    Meaning::Place,
    Meaning::Field,
    Meaning::Direction,
    Meaning::Mode,
    Meaning::Organisers,
    Meaning::Participants,
    Meaning::Rank,
    Meaning::Groups,
    Meaning::Headcount,
    Meaning::Seniors,
    Meaning::Substance,
    Meaning::State,
    Meaning::Departments,
    Meaning::Aid,
    Meaning::Currency,
    Meaning::Invited,
    Meaning::Accepted,
    Meaning::Declined,
    Meaning::ForeignDelegations,
    Meaning::DomesticDelegations,
    Meaning::DelegationCountries,
    Meaning::Note,
];
/// Behind the columns of every kind of record.
const PROVENANCE: [Meaning; 2] = [Meaning::Source, Meaning::Confidence];

pub(super) const INTENT: [Meaning; 14] = [
    Meaning::Id,
    Meaning::Title,
    Meaning::TitleZh,
    Meaning::TitleEn,
    Meaning::Partners,
    Meaning::Country,
    Meaning::Field,
    Meaning::Date,
    Meaning::Stage,
    Meaning::StageDate,
    Meaning::Progress,
    Meaning::Owner,
    Meaning::Departments,
    Meaning::Due,
];

pub(super) const RELATION: [Meaning; 18] = [
    Meaning::Id,
    Meaning::Partners,
    Meaning::Country,
    Meaning::District,
    Meaning::Kind,
    Meaning::State,
    Meaning::Date,
    Meaning::End,
    Meaning::Ending,
    Meaning::IntentDate,
    Meaning::MouDate,
    Meaning::ApprovalDate,
    Meaning::AgreementDate,
    Meaning::OurName,
    Meaning::TheirName,
    Meaning::TheirLanguage,
    Meaning::TheirSince,
    Meaning::Note,
];

pub(super) const PARTNER: [Meaning; 19] = [
    Meaning::Slug,
    Meaning::NameZh,
    Meaning::NameEn,
    Meaning::NameLocal,
    Meaning::LocalLanguage,
    Meaning::Aliases,
    Meaning::Country,
    Meaning::Continent,
    Meaning::Bri,
    Meaning::Standing,
    Meaning::Languages,
    Meaning::Latitude,
    Meaning::Longitude,
    Meaning::Zone,
    Meaning::Population,
    Meaning::Geonameid,
    Meaning::Note,
    Meaning::Urls,
    Meaning::Reason,
];

/// The columns of a kind of record, in the order of its lines.
pub(super) fn meanings(own: &[Meaning]) -> Vec<Meaning> {
    own.iter().chain(&PROVENANCE).copied().collect()
}

fn provenance(line: &mut Line, provenance: &history::partner::Provenance) {
    line.push(sources(&provenance.sources));
    line.push(text(provenance.confidence.as_ref()));
}

pub(super) fn exchange(scribe: &Scribe, exchange: &Exchange) -> Line {
    let mut line = Vec::with_capacity(EXCHANGE.len() + PROVENANCE.len());
    line.push(Cell::text(exchange.id.to_string()));
    line.extend(Scribe::titles(&exchange.title));
    line.extend([
        scribe.word(exchange.kind),
        Cell::Date(exchange.on),
        date(exchange.to),
        scribe.partners(&exchange.partners),
        scribe.countries_of(&exchange.partners),
        text(exchange.place.as_ref()),
        scribe.optional_word(exchange.field),
        scribe.word(exchange.direction),
        scribe.word(exchange.mode),
        scribe.classes(&exchange.organisers),
        scribe.classes(&exchange.participants),
        scribe.optional_word(exchange.rank),
        figure(exchange.groups),
        figure(exchange.headcount),
        figure(exchange.seniors),
        scribe.optional_word(exchange.substance),
        scribe.word(exchange.state),
        scribe.departments(&exchange.departments),
    ]);
    let aid = exchange.aid;
    line.push(Cell::maybe(aid, |aid| Cell::Hundredths(aid.hundredths)));
    // The code: names of currencies are many, and it is one of them everywhere.
    line.push(Cell::maybe(aid, |aid| Cell::text(aid.currency.code())));
    let fair = exchange.invitations;
    let forum = exchange.delegations;
    let count = |number: u32| Cell::Count(u64::from(number));
    line.extend([
        Cell::maybe(fair, |fair| count(fair.sent)),
        Cell::maybe(fair, |fair| count(fair.accepted)),
        Cell::maybe(fair, |fair| count(fair.declined)),
        Cell::maybe(forum, |forum| count(forum.foreign)),
        Cell::maybe(forum, |forum| count(forum.domestic)),
        Cell::maybe(forum, |forum| count(forum.countries)),
        text(exchange.note.as_ref()),
    ]);
    provenance(&mut line, &exchange.provenance);
    line
}

/// With its stage as it stood on a day, and the last line of its log by then.
pub(super) fn intent(scribe: &Scribe, intent: &Intent, day: Date) -> Line {
    let mut line = vec![Cell::text(intent.id.to_string())];
    line.extend(Scribe::titles(&intent.title));
    let stage = intent.course().stage_on(day);
    let steps = intent.days().into_iter().zip(&intent.steps);
    let past = steps.filter(|(on, _)| *on <= day);
    let last: Option<&Step> = past.max_by_key(|(on, _)| *on).map(|(_, step)| step);
    line.extend([
        scribe.partners(&intent.partners),
        scribe.countries_of(&intent.partners),
        scribe.optional_word(intent.field),
        Cell::Date(intent.said_on),
        scribe.optional_word(stage),
        date(last.map(|step| step.on)),
        text(last.map(|step| &step.text)),
        Cell::maybe(intent.owner, |owner| scribe.departments(&[owner])),
        scribe.departments(&intent.departments),
        date(intent.due),
    ]);
    provenance(&mut line, &intent.provenance);
    line
}

pub(super) fn relation(scribe: &Scribe, relation: &Relation) -> Line {
    let ending = relation.ending.as_ref();
    let (ours, theirs) = (relation.ours.as_ref(), relation.theirs.as_ref());
    let mut line = vec![
        Cell::text(relation.id.to_string()),
        scribe.partners(&[relation.partner]),
        scribe.countries_of(&[relation.partner]),
        scribe.owner(relation.owner),
        scribe.word(relation.kind),
        scribe.word(relation.state),
        date(relation.valid_from),
        date(ending.map(|ending| ending.on)),
        scribe.optional_word(ending.map(|ending| ending.reason)),
        date(relation.milestones.intent),
        date(relation.milestones.mou),
        date(relation.milestones.approval),
        date(relation.milestones.agreement),
        text(ours.map(|ours| &ours.text)),
        text(theirs.map(|theirs| &theirs.text)),
        text(theirs.map(|theirs| &theirs.language)),
        date(theirs.and_then(|theirs| theirs.since)),
        text(relation.note.as_ref()),
    ];
    provenance(&mut line, &relation.provenance);
    line
}

pub(super) fn partner(scribe: &Scribe, partner: &Partner) -> Line {
    let name =
        |language: &str| Cell::text(partner.names.0.get(language).cloned().unwrap_or_default());
    let place = partner.coordinates;
    let candidacy = partner.candidacy.as_ref();
    let mut line = vec![
        Cell::text(partner.slug.as_str()),
        name("zh-CN"),
        name("en"),
        Cell::text(partner.native.text.as_str()),
        Cell::text(partner.native.language.as_str()),
        lines(&partner.aliases),
        scribe.country(partner.country),
        scribe.word(partner.continent),
        scribe.truth(partner.bri),
        scribe.word(partner.standing),
        Cell::Many(partner.languages.clone(), ", "),
        Cell::maybe(place, |place| Cell::Number(place.lat)),
        Cell::maybe(place, |place| Cell::Number(place.lon)),
        text(partner.zone.as_ref()),
        Cell::maybe(partner.population, Cell::Count),
        Cell::maybe(partner.geonameid, Cell::Count),
        text(partner.note.as_ref()),
        Cell::Many(partner.official_urls.clone(), " "),
        Cell::maybe(candidacy, |one| lines(&one.reasons)),
    ];
    provenance(&mut line, &partner.provenance);
    line
}

#[cfg(test)]
mod tests {
    use intake::columns::SheetKind;

    use super::*;

    #[test]
    fn tables_have_every_column_that_is_read_in_again() {
        for (kind, own) in [
            (SheetKind::Exchange, EXCHANGE.as_slice()),
            (SheetKind::Intent, &INTENT),
            (SheetKind::Relation, &RELATION),
            (SheetKind::Partner, &PARTNER),
        ] {
            assert_eq!(meanings(own), kind.meanings().collect::<Vec<_>>());
        }
    }
}
