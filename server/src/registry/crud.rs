//! Reading, adding, changing and removing one record, of the kinds that need nothing else.

use std::sync::Arc;

use axum::extract::State;
use history::contact::Contact;
use history::department::Department;
use history::district::District;
use history::intent::Intent;
use history::network::Network;
use history::relation::Relation;
use history::sub_relation::SubRelation;
use meeting::id::EntryId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::entries::{self, Created, FromVersion, Removed, Saved, Shown, Tag};
use crate::app::App;
use crate::identity::Organizer;
use crate::rest::{ApiError, ErrorBody, Json, Path};

/// The four handlers of one kind of record, in a module of their own.
macro_rules! crud {
    ($module:ident, $record:ident, $draft:ident, $name:literal, $many:literal, $one:literal, $tag:literal) => {
        pub(super) mod $module {
            use super::*;

            entries::draft!($draft, $record);

            pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
                OpenApiRouter::new()
                    .routes(routes!(create))
                    .routes(routes!(show, change, remove))
            }

            #[doc = concat!("Adds one (", $name, ").")]
            #[utoipa::path(post, path = $many, operation_id = concat!("create_", $name),
                tag = $tag, request_body = $draft, responses(
                (status = CREATED, body = Saved<$record>),
                (status = BAD_REQUEST, body = ErrorBody,
                    description = "`invalid_record`; `detail.fields` is a list of `{path, problem}`"),
                (status = UNAUTHORIZED, body = ErrorBody),
            ))]
            async fn create(
                organizer: Organizer,
                State(app): State<Arc<App>>,
                Json(draft): Json<$draft>,
            ) -> Result<Created<$record>, ApiError> {
                entries::create(&app, &organizer, draft.0).await
            }

            #[doc = concat!("One (", $name, "), with the version that a change must name.")]
            #[utoipa::path(get, path = $one, operation_id = concat!("show_", $name), tag = $tag,
                params(("id" = String, Path)), responses(
                (status = OK, body = Shown<$record>),
                (status = UNAUTHORIZED, body = ErrorBody),
                (status = NOT_FOUND, body = ErrorBody),
            ))]
            async fn show(
                _: Organizer,
                State(app): State<Arc<App>>,
                Path(id): Path<EntryId>,
            ) -> Result<(Tag, Json<Shown<$record>>), ApiError> {
                entries::show(&app, id).await
            }

            #[doc = concat!("Changes one (", $name, ").")]
            #[utoipa::path(put, path = $one, operation_id = concat!("change_", $name), tag = $tag,
                params(("id" = String, Path), ("If-Match" = String, Header,
                    description = "`\"3\"`: the version that the change was made from")),
                request_body = $draft, responses(
                (status = OK, body = Saved<$record>),
                (status = BAD_REQUEST, body = ErrorBody,
                    description = "`invalid_record`; `detail.fields` is a list of `{path, problem}`"),
                (status = UNAUTHORIZED, body = ErrorBody),
                (status = NOT_FOUND, body = ErrorBody),
                (status = PRECONDITION_FAILED, body = ErrorBody,
                    description = "`conflict`: changed meanwhile, `detail.current` is what stands"),
                (status = PRECONDITION_REQUIRED, body = ErrorBody),
            ))]
            async fn change(
                organizer: Organizer,
                State(app): State<Arc<App>>,
                Path(id): Path<EntryId>,
                FromVersion(from): FromVersion,
                Json(draft): Json<$draft>,
            ) -> Result<(Tag, Json<Saved<$record>>), ApiError> {
                entries::change(&app, &organizer, (id, from), draft.0).await
            }

            #[doc = concat!("Removes one (", $name, ").")]
            #[utoipa::path(delete, path = $one, operation_id = concat!("remove_", $name), tag = $tag,
                params(("id" = String, Path), ("If-Match" = String, Header,
                    description = "`\"3\"`: the version that is looked at")), responses(
                (status = OK, body = Removed),
                (status = UNAUTHORIZED, body = ErrorBody),
                (status = NOT_FOUND, body = ErrorBody),
                (status = CONFLICT, body = ErrorBody,
                    description = "`in_use`: `detail.by` are some of the records that name it"),
                (status = PRECONDITION_FAILED, body = ErrorBody, description = "`conflict`"),
                (status = PRECONDITION_REQUIRED, body = ErrorBody),
            ))]
            async fn remove(
                organizer: Organizer,
                State(app): State<Arc<App>>,
                Path(id): Path<EntryId>,
                FromVersion(from): FromVersion,
            ) -> Result<Json<Removed>, ApiError> {
                entries::remove::<$record>(&app, &organizer, (id, from)).await
            }
        }
    };
}

crud!(
    contacts,
    Contact,
    ContactDraft,
    "contact",
    "/api/contacts",
    "/api/contacts/{id}",
    "registry"
);
crud!(
    networks,
    Network,
    NetworkDraft,
    "network",
    "/api/networks",
    "/api/networks/{id}",
    "registry"
);
crud!(
    sub_relations,
    SubRelation,
    SubRelationDraft,
    "sub_relation",
    "/api/sub-relations",
    "/api/sub-relations/{id}",
    "registry"
);
crud!(
    districts,
    District,
    DistrictDraft,
    "district",
    "/api/districts",
    "/api/districts/{id}",
    "registry"
);
crud!(
    departments,
    Department,
    DepartmentDraft,
    "department",
    "/api/departments",
    "/api/departments/{id}",
    "registry"
);
crud!(
    relations,
    Relation,
    RelationDraft,
    "relation",
    "/api/relations",
    "/api/relations/{id}",
    "registry"
);
crud!(
    intents,
    Intent,
    IntentDraft,
    "intent",
    "/api/intents",
    "/api/intents/{id}",
    "history"
);

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(contacts::routes())
        .merge(networks::routes())
        .merge(sub_relations::routes())
        .merge(districts::routes())
        .merge(departments::routes())
        .merge(relations::routes())
        .merge(intents::routes())
}
