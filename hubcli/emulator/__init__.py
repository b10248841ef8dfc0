"""A faithful local HubSpot: the CRM endpoints that hubcli and the official SDKs use, with no account.

It follows what is known of HubSpot and imports nothing else of hubcli, so that one's mistake can't hide the other's.
`hubcli.emulator.server` starts it, `hubcli.emulator.switches` says what can be set, `hubcli.emulator.faults` what can
be made to go wrong. Where real answers leave out what HubSpot's OpenAPI file requires, the emulator follows the file;
the switch `shapes="live"` follows the recorded answers.

What is invented, because nobody outside HubSpot knows it or nobody wrote it down:

Texts and codes
- the messages of: a value over 65,536 characters (`PROPERTY_VALUE_TOO_LONG`), a number too large (the importer's
  `INVALID_NUMBER_SIZE`), a wrong boolean, an owner that is unknown or archived, a currency that the account does not
  have, a pipeline or stage that does not exist (`INVALID_OPTION` with the allowed values), an empty `inputs` (HubDB's
  text), an upsert's unique value that is not valid
- the columns in `Invalid input JSON on line 1, column …`, and what follows where it is not about a missing field, a
  list or an object
- the bodies of 404 (HTML), 405, 413, 414, 415, 423, 477 and of every 5xx but 500; 408, 409 and 404 when injected
- the categories where recorded answers have none (400 of a malformed body or unknown object type, 429, 500)
- an association type that does not exist; the context of `One or more associations are invalid` as a whole; no
  default association; a label that exists or one too many; the `NO_ASSOCIATIONS_FOUND` of an empty batch read
- refusals of query parameters, of search limits, sorts and operators, of property definitions and of schemas
- the name of a custom object's type in `PropertyValueCoordinates`
- the message of `PROPERTY_VALUE_NORMALIZED`; which other forms of dates 2026-09 reads
- the labels of HubSpot's own association types that have one, and the names of types in `?associations=`

Behaviour
- trace ids on only some inputs, or the same one twice: as if there were none
- the same unique value twice in one batch with trace ids: the first is created, the second fails without an id
- a bad association under trace ids fails its input only (switch `association_errors`)
- custom unique values are compared to the letter; a leading `;` of a several-choice value is dropped on create
- a contact needs no e-mail and no name; a deal needs `dealname` and `dealstage`, a ticket `hs_pipeline_stage`, a
  product `name`, a lead `hs_lead_name` and no association
- the domain part of an e-mail must end in a top-level domain of IANA's list, so `.test` and `.local` are refused
- numbers may have a sign, are stored as they were written, and are too large where a double can't hold them; a
  datetime may be a plain date; characters are counted as code points; what is invisible is what Unicode counts as
  space, control or format character
- hidden options are taken; an enumeration without options takes anything; nothing between two semicolons is nothing
- a stage without a pipeline is looked for in the record's pipeline, of a new record in the first one
- an upsert by e-mail leaves alone what it does not name, though HubSpot says that it does not support that
- `hs_additional_emails` can be written, and its addresses are unique with `email`
- archiving frees unique values and takes associations away; archiving what is not there is 204
- refused calls count neither towards the rolling window nor the day; the day starts with the emulator; the separate
  limits of the associations API are not there; no limit on concurrency
- errors of a 207 come in scrambled order too; ids grow by one to three; one app (4242000) made everything
- histories name that app for all that came with a record, what HubSpot worked out too, and forget nothing
- values that other objects or people would change (counts, scores, activity dates, calculated totals) stay as they
  were when the record was made; nothing is associated by itself but that the first company becomes primary; the
  properties that always come with those asked for
- a lifecycle stage that the API would move backwards stays as it is, without a word, on contacts and companies; the
  order is that of the property's options; people and workflows move it as they like
- a batch read of associations gives 500 of a record at a time
- search finds by words with any ending, in every property; sorts without an order by id

Data
- the default portal: properties with labels, types and options are written from memory of real accounts and are not
  complete; pipelines of other objects than deals and tickets, stages of tickets, owners, account details

A portal of a lock

The switch `lock` makes it the portal that `hubcli schema pull` wrote down: its account, objects, properties, options,
pipelines, owners and association types, all as they are there; pulled again, it gives the same lock. Of HubSpot's own
objects, those that the lock lacks keep their defaults, with their associations to the others; custom objects that it
lacks do not exist. What HubSpot requires of its own objects is required whatever the lock says. A part that could not
be pulled (null) answers 403 again, and its values are not checked. Invented, because a lock does not hold it:
- the labels of groups, descriptions, times of making, user ids, how a pipeline's stages are rated, the display
  properties of custom objects; first and last name of an owner are parted at the first space
- which association type leads back: the one with the same label, else with the nearest id; between records of one
  object type a label leads both ways
"""
