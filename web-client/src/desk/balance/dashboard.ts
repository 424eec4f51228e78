import type { PartnerCard } from '../../api';
import {
  balance,
  type DepartmentRecord,
  type DistrictRecord,
  type MapPlace,
  type QuietPartner,
} from '../../api/balance';
import { FigureSet } from './figures';
import { onTheOtherDay, queryOf, type Question } from './question';

/** Everything that the page of the balance shows. */
export interface Dashboard {
  question: Question;
  /** First and last day of the window. */
  from: string;
  to: string;
  now: FigureSet;
  /** On the day that it is compared with. */
  then: FigureSet | undefined;
  /** Of the relations of one kind alone. */
  sister: FigureSet;
  exchange: FigureSet;
  places: MapPlace[];
  quiet: QuietPartner[];
  /** By identity. */
  partners: Map<string, PartnerCard>;
  districts: DistrictRecord[];
  departments: DepartmentRecord[];
}

export async function dashboard(question: Question): Promise<Dashboard> {
  const query = queryOf(question);
  const other = onTheOtherDay(question);
  const [figures, then, sister, exchange, places, quiet, partners, districts, departments] =
    await Promise.all([
      balance.figures(query),
      other && balance.figures(queryOf(other)),
      balance.figures({ ...query, kind: 'sister' }),
      balance.figures({ ...query, kind: 'exchange' }),
      balance.map(query),
      balance.dormancy(query),
      balance.partners(),
      balance.districts(),
      balance.departments(),
    ]);
  return {
    question,
    from: figures.from,
    to: figures.to,
    now: new FigureSet(figures.figures),
    then: then && new FigureSet(then.figures),
    sister: new FigureSet(sister.figures),
    exchange: new FigureSet(exchange.figures),
    places,
    quiet,
    partners,
    districts,
    departments,
  };
}
