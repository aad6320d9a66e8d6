import { Button, Form, Input, InputNumber, Radio, Select } from 'antd';
import { fieldWord, valueWord } from '../texts/fields.ts';
import { FORM_TEXTS } from '../texts/form.ts';
import { useOrganisations, usePeople, useUnits } from '../ui/names.ts';
import type { FormField } from './field-kinds.ts';
import { FileField } from './file-field.tsx';
import { PickControl } from './pick-control.tsx';

/** More choices than this fold into a list. */
const MOST_RADIOS = 4;

interface FieldProps {
  readonly command: string;
  readonly field: FormField;
  /** Where the field stands in the form: its name, or group and name, or list, row and name. */
  readonly at: readonly (string | number)[];
}

/** One field of a command's form, asked for as its schema says. */
export function Field({ command, field, at }: FieldProps) {
  const label = fieldWord(command, field);
  if (field.kind === 'group')
    return (
      <fieldset className="form-group">
        <legend>{label}</legend>
        {field.fields?.map((inner) => (
          <Field key={inner.name} command={command} field={inner} at={[...at, inner.name]} />
        ))}
      </fieldset>
    );
  if (field.kind === 'rows') return <Rows command={command} field={field} at={at} />;
  const chosen = ['choice', 'yesNo', 'unit', 'organisation', 'pick'].includes(field.kind);
  const message = chosen ? FORM_TEXTS.chooseRequired(label) : FORM_TEXTS.required(label);
  return (
    <Form.Item name={[...at]} label={label} rules={[{ required: field.required, message }]} extra={hintOf(field)}>
      <Control field={field} label={label} />
    </Form.Item>
  );
}

function hintOf({ evidence, kind, most, help }: FormField): string | undefined {
  if (help !== undefined) return help;
  if (evidence) return FORM_TEXTS.evidence;
  return kind === 'text' && most !== undefined ? FORM_TEXTS.characters(most) : undefined;
}

interface ControlProps {
  readonly field: FormField;
  readonly label: string;
  readonly id?: string;
  readonly value?: unknown;
  readonly onChange?: (value: unknown) => void;
}

// The form's item gives id, value and onChange.
function Control({ field, label, ...bound }: ControlProps) {
  const { kind, options = [], most, least, name } = field;
  const given = bound as object;
  switch (kind) {
    case 'line':
      return <Input maxLength={most ?? 200} {...given} />;
    case 'text':
      return <Input.TextArea rows={2} maxLength={most ?? 2_000} {...given} />;
    case 'day':
      return <Input type="date" {...given} />;
    case 'instant':
      return <Input type="datetime-local" {...given} />;
    case 'number':
      return (
        <InputNumber
          style={{ width: '100%' }}
          {...(least === undefined ? {} : { min: least })}
          {...(most === undefined ? {} : { max: most })}
          {...given}
        />
      );
    case 'yesNo':
      return (
        <Radio.Group
          options={[
            { value: true, label: FORM_TEXTS.yes },
            { value: false, label: FORM_TEXTS.no },
          ]}
          {...given}
        />
      );
    case 'choice': {
      const choices = field.choices ?? options.map((value) => ({ value, label: valueWord(name, value) }));
      if (field.many) return <Select mode="multiple" options={[...choices]} allowClear {...given} />;
      return choices.length <= MOST_RADIOS ? (
        <Radio.Group options={[...choices]} {...given} />
      ) : (
        <Select options={[...choices]} allowClear {...given} />
      );
    }
    case 'photos':
      return <FileField photos label={label} most={most ?? 50} {...given} />;
    case 'files':
      return <FileField label={label} most={most ?? 50} {...given} />;
    case 'file':
      return <FileField label={label} most={1} {...given} />;
    case 'people':
      return <PeopleControl {...given} />;
    case 'unit':
      return <UnitControl {...given} />;
    case 'organisation':
      return <OrganisationControl {...given} />;
    case 'pick':
      return (
        <PickControl source={field.source ?? 'organisation'} many={field.many ?? false} label={label} {...given} />
      );
    case 'allOrEntries':
      return <AllOrEntries {...bound} />;
    default:
      return <Select mode="tags" open={false} suffixIcon={null} placeholder={FORM_TEXTS.entriesHint} {...given} />;
  }
}

function PeopleControl(bound: object) {
  const people = usePeople().data?.people ?? [];
  return (
    <Select
      mode="tags"
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={FORM_TEXTS.peopleHint}
      options={people.map(({ id, name }) => ({ value: id, label: name }))}
      {...bound}
    />
  );
}

function UnitControl(bound: object) {
  const organisations = useOrganisations().data?.organisations ?? [];
  const units = useUnits().data?.units ?? [];
  const names = new Map(organisations.map(({ id, name }) => [id, name]));
  return (
    <Select
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={FORM_TEXTS.unitHint}
      notFoundContent={FORM_TEXTS.nothingFound}
      options={units.map(({ id }) => ({ value: id, label: names.get(id) ?? id }))}
      {...bound}
    />
  );
}

function OrganisationControl(bound: object) {
  const organisations = useOrganisations().data?.organisations ?? [];
  return (
    <Select
      showSearch={{ optionFilterProp: 'label' }}
      allowClear
      placeholder={FORM_TEXTS.organisationHint}
      notFoundContent={FORM_TEXTS.nothingFound}
      options={organisations.filter(({ kind }) => kind !== 'unit').map(({ id, name }) => ({ value: id, label: name }))}
      {...bound}
    />
  );
}

function AllOrEntries({ id, value, onChange }: Pick<ControlProps, 'id' | 'value' | 'onChange'>) {
  const entries = Array.isArray(value) ? value : undefined;
  return (
    <>
      <Radio.Group
        {...(id === undefined ? {} : { id })}
        value={value === 'all' ? 'all' : entries === undefined ? undefined : 'some'}
        onChange={({ target }) => onChange?.(target.value === 'all' ? 'all' : [])}
        options={[
          { value: 'all', label: FORM_TEXTS.all },
          { value: 'some', label: FORM_TEXTS.some },
        ]}
      />
      {entries !== undefined && (
        <Select
          mode="tags"
          open={false}
          suffixIcon={null}
          aria-label={FORM_TEXTS.some}
          placeholder={FORM_TEXTS.entriesHint}
          value={entries}
          onChange={(list) => onChange?.(list)}
        />
      )}
    </>
  );
}

function Rows({ command, field, at }: FieldProps) {
  return (
    <fieldset className="form-group">
      <legend>{fieldWord(command, field)}</legend>
      <Form.List name={[...at]}>
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <div className="form-row" key={key}>
                {field.fields?.map((inner) => (
                  <Field key={inner.name} command={command} field={inner} at={[name, inner.name]} />
                ))}
                <Button size="small" onClick={() => remove(name)}>
                  {FORM_TEXTS.removeRow}
                </Button>
              </div>
            ))}
            <Button type="dashed" onClick={() => add({})}>
              {FORM_TEXTS.addRow}
            </Button>
          </>
        )}
      </Form.List>
    </fieldset>
  );
}
