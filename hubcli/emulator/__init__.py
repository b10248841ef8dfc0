"""A faithful local HubSpot: the CRM endpoints that hubcli and the official SDKs use, with no account.

It follows what is known of HubSpot and imports nothing else of hubcli, so that one's mistake can't hide the other's.
`hubcli.emulator.server` starts it, `hubcli.emulator.switches` says what can be set, `hubcli.emulator.faults` what can
be made to go wrong. Where real answers leave out what HubSpot's OpenAPI file requires, the emulator follows the file;
the switch `shapes="live"` follows the recorded answers.

What is invented, because nobody outside HubSpot knows it or nobody wrote it down:

Texts and codes
- the messages of: a value over 65,536 characters (`PROPERTY_VALUE_TOO_LONG`), a wrong boolean, an unknown owner, a
  pipeline or stage that does not exist (`INVALID_OPTION` with the allowed values), a wrong number (its code is in the
  docs), an empty `inputs` (HubDB's text), an upsert's unique value that is not valid
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
- numbers may have an exponent and a sign, and are stored as they were written; a datetime may be a plain date
- `hs_additional_emails` can be written, and its addresses are unique with `email`
- archiving frees unique values and takes associations away; archiving what is not there is 204
- refused calls count neither towards the rolling window nor the day; the day starts with the emulator; the separate
  limits of the associations API are not there; no limit on concurrency
- errors of a 207 come in scrambled order too; ids grow by one to three; one app (4242000) made everything
- histories name that app for all that came with a record, what HubSpot worked out too, and forget nothing
- values that other objects or people would change (counts, scores, activity dates, calculated totals) stay as they
  were when the record was made; lifecycle stages may go backwards; nothing is associated by itself but that the first
  company becomes primary; the properties that always come with those asked for
- search finds by words with any ending, in every property; sorts without an order by id

Data
- the default portal: properties with labels, types and options are written from memory of real accounts and are not
  complete; pipelines of other objects than deals and tickets, stages of tickets, owners, account details
"""
