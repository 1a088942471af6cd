-- Which subjects' keys are wrapped with which of a domain's keys, as the first bytes say.
create index privacy_subject_key_wrapping on privacy_subject_key (domain, substring(wrapped from 1 for 5), id)
    where wrapped is not null;
